import { type FileHandle } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/labs.ts';

/** What was done to the disk, in order. */
const done: string[] = [];
let root = '';
const at = (path: unknown): string =>
  relative(root, String(path)).replace(/\.[\w-]{36}\.part$/, ' (part)') || '.';

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  return {
    ...real,
    open: async (...args: Parameters<typeof real.open>) => {
      const handle = await real.open(...args);
      const sync = handle.sync.bind(handle);
      handle.sync = async (): ReturnType<FileHandle['sync']> => {
        done.push(`flush ${at(args[0])}`);
        return sync();
      };
      return handle;
    },
    rename: async (...[from, to]: Parameters<typeof real.rename>) => {
      done.push(`rename ${at(to)}`);
      return real.rename(from, to);
    },
  };
});

// Test files share what they import: it is imported anew for this one's disk, and for the next file again.
vi.resetModules();
const { makeFolder, publishFiles, stageFile, writeDisposable, writeDurably } =
  await import('#host/lib/durable-files.ts');
afterAll(() => vi.resetModules());

beforeEach(() => {
  root = temporaryFolder();
  done.length = 0;
});

const bytes = new Uint8Array([1, 2, 3]);

describe('what is written for good', () => {
  test('is flushed, renamed, and its folder flushed; a folder that is new, in the folder that it is in', async () => {
    await publishFiles([await stageFile(join(root, 'photos/ab/c.jpg'), bytes)]);
    expect(done).toEqual([
      'flush photos',
      'flush .',
      'flush photos/ab/c.jpg (part)',
      'rename photos/ab/c.jpg',
      'flush photos/ab',
    ]);
    done.length = 0;
    await writeDurably(join(root, 'photos/ab/d.jpg'), bytes);
    expect(done).toEqual(['flush photos/ab/d.jpg (part)', 'rename photos/ab/d.jpg', 'flush photos/ab']);
  });

  test('a folder that was there is not flushed', async () => {
    await makeFolder(join(root, 'runs/1'));
    expect(done).toEqual(['flush runs', 'flush .']);
    done.length = 0;
    await makeFolder(join(root, 'runs/1'));
    expect(done).toEqual([]);
  });

  test('what can be made again is flushed before it has its name', async () => {
    await makeFolder(join(root, 'thumbs'));
    done.length = 0;
    await writeDisposable(join(root, 'thumbs/a.webp'), bytes);
    expect(done).toEqual(['flush thumbs/a.webp (part)', 'rename thumbs/a.webp']);
  });
});
