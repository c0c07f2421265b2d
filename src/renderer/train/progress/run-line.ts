import { clockText } from '#shared/written.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { bestEpoch } from '#shared/learning/best-epoch.ts';
import type { Progress } from '#shared/progress.ts';
import { trainStrings as words } from '../strings.ts';
import { percent, rate } from '../../lib/format.ts';

/**
 * The one line beneath a run's curves: `epoch 4 of 10, 11.2 photos/s, done about 02:40, best val 88.1 % at epoch 3`.
 * What is not known yet is left out.
 */
export function runLine(
  run: Pick<RunRow, 'epochs' | 'recipe'>,
  progress: Progress | null | undefined,
  now: Date,
): string {
  const last = run.epochs.at(-1);
  const best = bestEpoch(run.epochs);
  const eta = progress?.eta ?? undefined;
  const speed = progress === null || progress === undefined ? undefined : rate(progress);
  const parts = [
    last === undefined ? progress?.phase : words.epochOf(last.epoch, run.recipe?.epochs ?? last.epoch),
    speed,
    eta === undefined ? undefined : words.doneAbout(clockText(new Date(now.getTime() + eta * 1000))),
    best === undefined ? undefined : words.bestVal(percent(best.accuracy), best.epoch),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
