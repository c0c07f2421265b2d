import { type Command, Option } from 'commander';
import { type RunnerName, type SlurmSettings, gpusIn, runnerNames } from '#shared/slurm/settings.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Api } from './in-process-host.ts';
import { integerOption } from './options.ts';

/** What `addSlurmOptions` gives. */
export interface SlurmFlags extends Partial<SlurmSettings> {
  on: RunnerName;
  detach?: true;
}

/** Where runs are trained, and what each is given there. */
export function addSlurmOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--on <where>',
        'this computer, or a cluster by Slurm; Ctrl-C leaves runs there, see "gather"',
      )
        .choices(runnerNames)
        .default('local'),
    )
    .option('--detach', 'Slurm: end once it has the runs; whoever opens the lab next gathers')
    .option('--partition <name>', 'Slurm: partition; like all that follow kept for this lab')
    .option('--account <name>', 'Slurm: account')
    .option(
      '--gpus <n>',
      'Slurm: graphics cards of a run, 0 or 1; of a kind that the site names: a100:1',
      gpusIn,
    )
    .option('--cpus <n>', 'Slurm: processors of a run', integerOption)
    .option('--mem <size>', 'Slurm: memory of a run, such as 4G')
    .option('--time <time>', 'Slurm: longest time of a run, such as 02:00:00');
}

/** Parts what is about Slurm from the other flags. @throws StrandlineError `bad-argument` for runs that nobody could leave. */
export function slurmPart<Flags extends SlurmFlags>({
  on,
  detach: asked,
  partition,
  account,
  gpus,
  cpus,
  mem,
  time,
  ...others
}: Flags): {
  on: RunnerName;
  detach: boolean;
  given: Partial<SlurmSettings>;
  others: Omit<Flags, keyof SlurmFlags>;
} {
  const detach = asked === true;
  if (detach && on === 'local')
    throw new StrandlineError('bad-argument', '--detach leaves runs on a cluster: say --on slurm, too.');
  const all = { partition, account, gpus, cpus, mem, time };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { on, detach, given, others };
}

/** What was given, over what is kept for the lab. */
export async function settingsWith(api: Api, given: Partial<SlurmSettings>): Promise<SlurmSettings> {
  const { settings } = await api.slurm.state();
  return { ...settings, ...given };
}

/** Keeps for the lab what was given, over what it had. */
export async function keepGiven(api: Api, given: Partial<SlurmSettings>): Promise<void> {
  if (Object.keys(given).length > 0) await api.slurm.keep(await settingsWith(api, given));
}
