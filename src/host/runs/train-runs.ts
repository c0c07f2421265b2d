import { wireError } from '#host/lib/explained.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { appendEpoch, endRun, setRunDevice, setRunState } from '#host/catalogue/queries/learning/runs.ts';
import { stoppedState } from '#host/lib/stop.ts';
import { placeText } from '#shared/learning/place.ts';
import type { PlannedRun, Runner, RunnerHooks } from './runner.ts';

interface Told<Run extends PlannedRun> extends Pick<RunnerHooks<Run>, 'onResult' | 'onProgress'> {
  /** Says that a row is another than before. */
  readonly tell: () => void;
}

/** Has runs trained while their rows say how they are; where one ends otherwise than by its result, its row says how. */
export async function trainRuns<Run extends PlannedRun>(
  { lab, signal }: LabWork,
  runner: Runner,
  runs: Iterable<Run>,
  { onResult, onProgress, tell }: Told<Run>,
): Promise<void> {
  const { db } = lab;
  /** Runs that are begun or wait, and have not ended. */
  const open = new Set<number>();
  const end = (run: number, state: 'failed' | 'interrupted' | 'cancelled', error?: unknown): void => {
    open.delete(run);
    const endedAt = new Date().toISOString();
    endRun(db, run, { state, endedAt, ...(error !== undefined && { error: wireError(error) }) });
    tell();
  };
  try {
    await runner.train(runs, {
      signal,
      onProgress,
      onWaiting: ({ run }) => {
        open.add(run);
        setRunState(db, run, 'queued');
        tell();
      },
      onStarted: ({ run }) => {
        open.add(run);
        setRunState(db, run, 'running');
        tell();
      },
      onEpoch: ({ run }, epoch) => {
        appendEpoch(db, run, epoch);
        tell();
      },
      onPlace: ({ run }, place) => {
        setRunDevice(db, run, placeText(place));
        tell();
      },
      onResult: async (run, result) => {
        await onResult(run, result);
        open.delete(run.run);
      },
      onFailed: ({ run }, error, state) => end(run, state, error),
    });
  } catch (error) {
    for (const run of open)
      if (signal.aborted) end(run, stoppedState(signal));
      else end(run, 'failed', error);
    throw error;
  }
}
