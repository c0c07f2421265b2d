import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './labs.ts';

/** Slurm as far as a process that gives it work can tell: what is sent to it waits for ever. */
export interface FakeSlurm {
  /** Folder of its commands, for a `PATH`. */
  readonly folder: string;
  /** From now on it refuses whatever changes something with these words; '' for none. */
  refuse(words: string): void;
  /** What was told to one of its commands, a line for each time. */
  told(command: 'sbatch' | 'scancel'): string[];
}

export function fakeSlurm(folder = temporaryFolder()): FakeSlurm {
  const refusing = `[ -s refusal ] && { read -r words < refusal; echo "$words" >&2; exit 1; }`;
  const scripts = {
    sbatch: `${refusing}; echo "$@" >> sbatch.told; echo '0|PENDING||Priority' > waiting; echo 4711`,
    squeue: `[ -f waiting ] && read -r line < waiting && echo "$line"; exit 0`,
    scancel: `${refusing}; echo "$@" >> scancel.told; : > waiting`,
  };
  for (const [name, words] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd '${folder}'\n${words}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return {
    folder,
    refuse: (words) => writeFileSync(join(folder, 'refusal'), words === '' ? '' : `${words}\n`),
    told: (command) => {
      const file = join(folder, `${command}.told`);
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    },
  };
}
