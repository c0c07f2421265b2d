import { z } from 'zod';
import { slurmSettingsSchema } from '../../slurm/settings.ts';
import { dryRunSchema } from '../../slurm/dry-run.ts';
import { studyRequestSchema } from '../../studies/study.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';
import { trainRequestSchema } from './learning.ts';

/** What each run would be given; absent: what is kept for the lab. */
const settings = slurmSettingsSchema.optional();

const sentSchema = z.object({
  /** Slurm's id of the array; null until it has said it. */
  job: z.string().nullable(),
  runs: z.int(),
});
export type Sent = z.infer<typeof sentSchema>;

export const slurmTopic = {
  /**
   * Whether the computer that has the lab open gives work to Slurm, in which folders its `sbatch` was looked for, and what the
   * lab's runs are given by it.
   */
  state: call(
    nothing,
    z.object({ found: z.boolean(), looked: z.array(z.string()), settings: slurmSettingsSchema }),
  ),
  /** Keeps what the lab's runs are given. */
  keep: call(slurmSettingsSchema, nothing),
  /** What Slurm was given for a run or a study and has not been gathered; null where it was given nothing. */
  sent: call(
    z.union([z.strictObject({ run: rowId }), z.strictObject({ study: rowId })]),
    sentSchema.nullable(),
  ),
  /** What a study would come to, without making or sending anything. */
  dryRun: call(z.object({ request: studyRequestSchema, settings }), dryRunSchema),
  /** The same of one run. */
  dryRunOfRun: call(z.object({ request: trainRequestSchema, settings }), dryRunSchema),
  /** Files a study and writes what another workflow program needs to make its runs: plans, and a Snakefile. */
  exportSnakefile: call(
    z.object({ request: studyRequestSchema, directory: z.string().min(1) }),
    z.object({ study: rowId, file: z.string(), runs: z.int() }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }) },
  ),
} as const;
