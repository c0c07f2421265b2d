import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from '#shared/contract/topics/slurm.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { JobResult, TrainingKind } from '#shared/jobs/kinds.ts';
import type { RunnerName } from '#shared/slurm/settings.ts';
import type { Answer, CommandContext } from './command.ts';

/** What was begun: its job, and the run or study that it is about. */
interface Begun<Kind extends TrainingKind> {
  readonly job: number;
  readonly kind: Kind;
  readonly of: { readonly run: number } | { readonly study: number };
}

/** How often is looked whether Slurm has the runs. */
const lookEveryMs = 200;

/**
 * Follows a training to its end. Ctrl-C pauses it on this computer, and leaves it on a cluster.
 *
 * @throws what ended it otherwise; `cancelled` with what becomes of it after Ctrl-C.
 */
export async function followedOn<Kind extends TrainingKind>(
  { api, follow }: Pick<CommandContext, 'api' | 'follow'>,
  { job, kind, of }: Begun<Kind>,
  on: RunnerName,
): Promise<JobResult<Kind>> {
  if (on === 'local') return follow(job, kind, 'pause');
  try {
    return await follow(job, kind, 'leave');
  } catch (error) {
    const isLeft = error instanceof StrandlineError && error.data.left === true;
    if (isLeft && (await api.slurm.sent(of)) === null) throw notSent(of);
    throw error;
  }
}

/**
 * Waits until Slurm has what a job gives to it, and leaves it there.
 *
 * @returns undefined where the job has ended already.
 * @throws `cancelled` where Ctrl-C came before.
 */
async function handedIn(
  { api, progress, signal }: Pick<CommandContext, 'api' | 'progress' | 'signal'>,
  { job, of }: Begun<TrainingKind>,
): Promise<Sent | undefined> {
  for (;;) {
    const sent = await api.slurm.sent(of);
    if (sent !== null && sent.job !== null) return sent;
    const now = await api.jobs.get({ job });
    if (now.endedAt !== null) return undefined;
    if (now.progress !== null) progress(now.progress);
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {
      throw notSent(of);
    });
  }
}

/** What `--detach` answers; undefined where the job has ended already, be it because Slurm refused it. */
export async function detached(
  context: Pick<CommandContext, 'api' | 'progress' | 'signal'>,
  begun: Begun<TrainingKind>,
): Promise<Answer | undefined> {
  const sent = await handedIn(context, begun);
  if (sent === undefined) return undefined;
  const { of, job } = begun;
  const look = 'run' in of ? `strandline show LAB ${of.run}` : `strandline studies LAB ${of.study}`;
  const runs = sent.runs === 1 ? '1 run' : `${sent.runs} runs`;
  const text = `Slurm has ${runs} of this lab as job ${sent.job}. Whoever opens the lab next gathers what has ended: "${look}" shows it, "strandline gather LAB" waits for all of it, --cancel takes it back.`;
  return [{ ...of, job, slurm: sent.job, runs: sent.runs }, text];
}

function notSent(of: Begun<TrainingKind>['of']): StrandlineError {
  const again = 'run' in of ? `resume LAB ${of.run}` : `resume-study LAB ${of.study}`;
  return new StrandlineError(
    'cancelled',
    `It was stopped before Slurm had it. "strandline ${again}" hands it in.`,
  );
}
