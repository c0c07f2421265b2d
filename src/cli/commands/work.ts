import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { work } from '#host/runs/work/work.ts';
import { StrandlineError } from '#shared/errors.ts';
import { integerOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** What a process ends with that SIGTERM ended. */
const terminated = 143;

/** `work`: one run of a list of plans, for a computer that trains and has no lab open. */
export function addWorkCommand(
  program: Command,
  { say, progress, answer }: Terminal,
  end: (status: number) => void,
): void {
  program
    .command('work')
    .description('train one run of a list of plans, without opening its lab; SIGTERM interrupts it')
    .argument('<plan>', 'file that lists the plans')
    .argument('[n]', 'which of them, from 0 (default: $SLURM_ARRAY_TASK_ID)', integerOption)
    .option('--root <folder>', 'where the lab lies on this computer (default: where the file says)')
    .option('--cache <folder>', 'folder on a disk of this computer (default: $SLURM_TMPDIR, $TMPDIR)')
    .action(
      async (list: string, n: number | undefined, { root, cache }: { root?: string; cache?: string }) => {
        const controller = new AbortController();
        const stop = (): void => controller.abort(new StrandlineError('cancelled', 'This was interrupted.'));
        process.on('SIGTERM', stop);
        process.on('SIGINT', stop);
        try {
          const ended = await work(resolve(list), n ?? taskOf(process.env), {
            ...{
              root: root && resolve(root),
              cache,
              onProgress: (one) => progress({ value: 0, rate: null, eta: null, ...one }),
            },
            signal: controller.signal,
          });
          if (ended.state === 'failed') say(ended.message);
          const why =
            ended.state === 'overtaken' ? ': another attempt has it, or its lab trains it itself' : '';
          answer(ended, `The run is ${ended.state}${why}.`);
          // What still trains here must not write any more.
          if (ended.state === 'overtaken') process.exit(1);
          if (ended.state !== 'done') end(ended.state === 'interrupted' ? terminated : 1);
        } finally {
          process.off('SIGTERM', stop);
          process.off('SIGINT', stop);
        }
      },
    );
}

function taskOf({ SLURM_ARRAY_TASK_ID: task }: NodeJS.ProcessEnv): number {
  if (task !== undefined && /^\d+$/.test(task)) return Number(task);
  throw new InvalidArgumentError('Which run? Give its place in the list, from 0.');
}
