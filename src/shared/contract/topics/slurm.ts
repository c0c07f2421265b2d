import { z } from 'zod';
import { slurmSettingsSchema } from '../../slurm/settings.ts';
import { dryRunSchema } from '../../slurm/dry-run.ts';
import { studyRequestSchema } from '../../studies/study.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';
import { trainRequestSchema } from './learning.ts';

export const slurmTopic = {
  /** Whether this computer gives work to Slurm, and what the lab's runs are given by it. */
  state: call(nothing, z.object({ found: z.boolean(), settings: slurmSettingsSchema })),
  /** Keeps what the lab's runs are given. */
  keep: call(slurmSettingsSchema, nothing),
  /** What a study would come to, without making or sending anything. */
  dryRun: call(studyRequestSchema, dryRunSchema),
  /** The same of one run. */
  dryRunOfRun: call(trainRequestSchema, dryRunSchema),
  /** Files a study and writes what another workflow program needs to make its runs: plans, and a Snakefile. */
  exportSnakefile: call(
    z.object({ request: studyRequestSchema, directory: z.string().min(1) }),
    z.object({ study: rowId, file: z.string(), runs: z.int() }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }) },
  ),
} as const;
