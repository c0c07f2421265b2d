import { z } from 'zod';

/** What partitions and accounts of Slurm are called; two partitions may be named. */
const nameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.,-]{0,99}$/);

/** Graphics cards of a run: how many, or the site's word for a kind and how many: `a100:1`. One is what training uses. */
const gpusSchema = z.union([
  z.int().min(0).max(16),
  z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,59}:(?:[1-9]|1[0-6])$/),
]);

/** Graphics cards as a person writes them: `1`, `a100:1`, or as sites write it, `gpu:a100:1`. Not checked. */
export function gpusIn(text: string): number | string {
  const said = text.trim().replace(/^gpu:/, '');
  return /^\d+$/.test(said) ? Number(said) : said;
}

/** What one run is given by Slurm; what is absent is left to the site. */
export const slurmSettingsSchema = z.strictObject({
  partition: nameSchema.optional(),
  account: nameSchema.optional(),
  gpus: gpusSchema.optional(),
  cpus: z.int().min(1).max(1024).optional(),
  /** In megabytes, or with Slurm's letter: 4G. */
  mem: z
    .string()
    .regex(/^[1-9]\d{0,8}[KMGT]?$/)
    .optional(),
  /** Longest time of a run as Slurm writes it: minutes, HH:MM:SS, D-HH. */
  time: z
    .string()
    .regex(/^(?:\d{1,3}-)?\d{1,6}(?::\d{1,2}){0,2}$/)
    .optional(),
});
export type SlurmSettings = z.infer<typeof slurmSettingsSchema>;

/** What a person may say of a run, in the order in which it is asked. */
export const slurmFields = ['partition', 'account', 'gpus', 'cpus', 'mem', 'time'] as const;
export type SlurmField = (typeof slurmFields)[number];

/** What the fields, all of one run, are called where they are filled in, and where Slurm refuses one. */
export const slurmFieldNames = {
  partition: 'Partition',
  account: 'Account',
  gpus: 'Graphics cards',
  cpus: 'Processors',
  mem: 'Memory',
  time: 'Longest time',
} satisfies Record<SlurmField, string>;

/** Where runs are trained: in this computer's processes, or by Slurm on a cluster. */
export const runnerNames = ['local', 'slurm'] as const;
export type RunnerName = (typeof runnerNames)[number];
