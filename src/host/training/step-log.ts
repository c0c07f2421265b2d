import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StepLoss, StepLosses, asTheyCame, stepLossSchema } from '#shared/learning/step-loss.ts';
import { appendOwn, readOwnText, writeOwn } from '#host/lib/own-files.ts';

const fileName = 'steps.jsonl';

/** Writes down the losses of a run's steps as they come, now and then. */
export class StepLog {
  readonly #file: string;
  readonly #losses = new StepLosses(performance.now());

  /** @param goesOn whether the run has begun before; what is there then stays. */
  constructor(runDir: string, goesOn: boolean) {
    mkdirSync(runDir, { recursive: true });
    this.#file = join(runDir, fileName);
    if (!goesOn) writeOwn(this.#file, '');
  }

  /** @param refuse asked before something is written: it throws where the run is no longer this process's. */
  add(steps: StepLoss & { readonly photos: number }, refuse: () => void = () => undefined): void {
    const told = this.#losses.add(steps, performance.now());
    if (told === undefined) return;
    refuse();
    appendOwn(this.#file, `${JSON.stringify(told)}\n`);
  }
}

/** The losses of a run's steps so far; none of a run that has not begun, or was made before they were kept. */
export function readStepLosses(runDir: string): StepLoss[] {
  let text: string;
  try {
    text = readOwnText(join(runDir, fileName));
  } catch {
    return [];
  }
  // The last line may be on its way, or have been cut off by a power cut.
  const lines = text.split('\n').flatMap((line) => {
    try {
      return [stepLossSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return asTheyCame(lines);
}
