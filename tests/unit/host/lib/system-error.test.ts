import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { explained } from '#host/lib/explained.ts';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { temporaryFolder } from '../../../support/labs.ts';

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what the system really says', () => {
  const folder = temporaryFolder;
  const file = (): string => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'x');
    return path;
  };
  const loop = (): string => {
    const path = join(folder(), 'loop');
    symlinkSync('loop', path);
    return path;
  };
  test.each([
    ['a file that is not there', () => readFileSync('/nowhere/x'), 'not-found', /^\/nowhere\/x: there is no/],
    ['a folder read as a file', () => readFileSync(folder()), 'bad-argument', /it is a folder, not a file/],
    ['a file read as a folder', () => readdirSync(file()), 'bad-argument', /it is a file, not a folder/],
    ['a folder made over a file', () => mkdirSync(file(), { recursive: true }), 'bad-argument', /is a file/],
    ['a folder made below a file', () => mkdirSync(join(file(), 'x')), 'bad-argument', /a part of this path/],
    ['a name that is too long', () => mkdirSync(join(folder(), 'x'.repeat(300))), 'bad-argument', /too long/],
    ['a link to itself', () => readFileSync(loop()), 'bad-argument', /leads back to itself/],
    ['a NUL in a path', () => readFileSync('/tmp/a\u0000b'), 'bad-argument', /cannot hold this character/],
    ['a copy', () => copyFile('/nowhere/a', '/nowhere/b'), 'not-found', /^\/nowhere\/a → \/nowhere\/b: /],
  ] as const)('%s', async (_what, work, code, message) => {
    const error = systemError(await thrownBy(work));
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
  });
});

describe('what is hard to bring about', () => {
  const said = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
  test.each([
    ['EACCES', 'no-permission'],
    ['EPERM', 'no-permission'],
    ['EROFS', 'no-permission'],
    ['EMFILE', 'file-trouble'],
    ['EBUSY', 'file-trouble'],
    ['EIO', 'file-trouble'],
  ])('%s is %s', (code, expected) => {
    expect(explained(said(code, { path: '/lab/x' }))).toMatchObject({
      code: expected,
      message: expect.stringMatching(/^\/lab\/x: .*\.$/) as string,
    });
  });

  it('names what it is about where the error does not, and no temporary name', () => {
    expect(systemError(said('EIO'), '/lab')?.message).toMatch(/^\/lab: /);
    expect(systemError(said('EIO', { path: '/out/a.onnx.4711.part' }))?.message).toMatch(/^\/out\/a\.onnx: /);
    expect(systemError(said('EIO', { path: `/${'x'.repeat(4000)}/end` }))?.message).toMatch(/^…x+\/end: /);
  });

  it('has a sentence for what nobody thought of, where it is about a file', () => {
    const strange = said('EWEIRD', { path: '/lab/x', syscall: 'open' });
    expect(systemError(strange)).toMatchObject({ code: 'file-trouble' });
    expect(systemReason(strange)).toBe('the system refused it (EWEIRD)');
  });

  it('leaves alone what is none of its answers', () => {
    const reset = said('ECONNRESET', { syscall: 'read' });
    expect(systemError(reset)).toBeUndefined();
    expect(explained(reset)).toBe(reset);
    expect(systemError(said('constructor'))).toBeUndefined();
    expect(systemError('text')).toBeUndefined();
    expect(systemError(said('ERR_INVALID_ARG_VALUE'))).toBeUndefined();
  });

  test.each([
    ['SQLITE_CANTOPEN', 'no-permission'],
    ['SQLITE_IOERR_READ', 'file-trouble'],
    ['SQLITE_BUSY', 'file-trouble'],
    ['SQLITE_CORRUPT_INDEX', 'lab-damaged'],
    ['SQLITE_FULL', 'disk-full'],
  ])('%s is %s', (code, expected) => {
    expect(explained(said(code), '/lab')).toMatchObject({
      code: expected,
      message: expect.stringContaining('/lab') as string,
    });
  });

  it('a database that takes no changes is a lab that can only be read', () => {
    expect(explained(said('SQLITE_READONLY_DBMOVED'), '/lab')).toMatchObject({
      code: 'lab-read-only',
      message: 'This lab can only be read.',
    });
  });
});
