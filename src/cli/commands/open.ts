import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { isLabAddress } from '#shared/domain/lab-address.ts';

/** `open`: the window, until it is closed. The command of a package says where its window's program is. */
export function addOpenCommand(program: Command, fail: () => void): void {
  program
    .command('open')
    .description('open the window')
    .argument('[lab]', 'folder of the lab, the .strandline file in it, or ssh://user@computer/folder')
    .action(async (lab?: string) => {
      const installed = process.env.STRANDLINE_WINDOW;
      const command =
        installed === undefined
          ? [process.execPath, fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url))]
          : [installed];
      const [file = '', ...words] = [
        ...command,
        ...(lab === undefined ? [] : [isLabAddress(lab) ? lab : resolve(lab)]),
      ];
      const [code] = (await once(spawn(file, words, { stdio: 'inherit' }), 'exit')) as [number | null];
      if (code !== 0) fail();
    });
}
