import { StrandlineError } from '#shared/errors.ts';
import { type SlurmField, type SlurmSettings, slurmFieldNames } from '#shared/slurm/settings.ts';

/** How sbatch of Slurm 20 to 25 refuses what a run is to be given, and which field a person has to change. */
const refusals: readonly (readonly [said: RegExp, field: SlurmField, means: string])[] = [
  [
    /account or account\/partition combination/i,
    'account',
    'Slurm does not let you use it, or not in this partition',
  ],
  [/invalid account/i, 'account', 'Slurm knows no such account of yours'],
  [/invalid partition|partition name/i, 'partition', 'there is none of that name; sinfo lists them'],
  [/not permitted to use this partition|access to .*partition/i, 'partition', 'you may not use it'],
  [
    /generic resource|\bgres\b/i,
    'gpus',
    'no node has such graphics cards; sinfo --format=%G lists what there is',
  ],
  [/cpu count|cpus-per-task/i, 'cpus', 'no node gives so many to one run'],
  [/memory specification|--mem\b/i, 'mem', 'no node gives so much to one run'],
  [/time limit|--time\b/i, 'time', 'the site does not allow so long, or wants it said'],
];

/**
 * What Slurm refused an array with, in the words of the field that a person filled in.
 *
 * @param said all that sbatch said.
 */
export function refusalOf(said: string, settings: SlurmSettings): StrandlineError {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(?:sbatch|allocation failure): (?:error: )?/, '').trim());
  const spoken = lines.filter((line) => line !== '').slice(-3);
  const inItsWords = spoken.join(' ');
  const [, field, means] = refusals.find(([pattern]) => pattern.test(inItsWords)) ?? [];
  if (field === undefined || means === undefined)
    return new StrandlineError('unsupported', `Slurm refused it: ${inItsWords}`);
  const given = settings[field];
  const what = given === undefined ? 'nothing was said' : `“${given}”`;
  return new StrandlineError(
    'unsupported',
    `${slurmFieldNames[field]} (--${field}), ${what}: ${means}. Slurm says: ${inItsWords}`,
    { field },
  );
}
