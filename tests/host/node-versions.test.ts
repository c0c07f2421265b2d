import { execFile } from 'node:child_process';
import { cpSync, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { softwareVersion } from '#shared/version.ts';
import { isNewEnough, tooOld } from '../../bin/node-version.mjs';
import { temporaryFolder } from '../support/labs.ts';
import { program } from '../support/strandline.ts';

const run = promisify(execFile);

/** Every Node that this machine has, with its version. */
async function nodesHere(): Promise<{ node: string; version: string }[]> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const found = folders.map((folder) => join(folder, 'node')).filter((node) => existsSync(node));
  const nodes = new Set([process.execPath, ...found].map((node) => realpathSync(node)));
  return Promise.all(
    [...nodes].map(async (node) => ({
      node,
      version: (await run(node, ['-p', 'process.versions.node'])).stdout.trim(),
    })),
  );
}

test('the command runs under every Node that is here, an older one by way of the one that is brought along', async () => {
  for (const { node } of await nodesHere()) {
    const { stdout, stderr } = await run(node, [program, '--version']);
    expect(stdout).toBe(`${softwareVersion}\n`);
    expect(stderr).toBe('');
  }
});

test('where none is brought along, an older Node says what is wanted in one line', async () => {
  const alone = temporaryFolder();
  cpSync(dirname(program), join(alone, 'bin'), { recursive: true });
  for (const { node, version } of (await nodesHere()).filter((one) => !isNewEnough(one.version)))
    await expect(run(node, [join(alone, 'bin/strandline.mjs'), '--version'])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `${tooOld(version)}\n`,
    });
});
