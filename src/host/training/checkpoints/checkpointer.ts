import { StrandlineError } from '#shared/errors.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';

/** Writes checkpoints of one run and knows when the next one is due. */
export class Checkpointer {
  readonly #file: string;
  readonly #everyMs: number;
  readonly #startedAt = performance.now();
  readonly #secondsBefore: number;
  #savedAt = performance.now();

  /** @param secondsBefore what the run took before it was taken up again. */
  constructor({ file, everyMs }: { file: string; everyMs: number }, secondsBefore: number) {
    this.#file = file;
    this.#everyMs = everyMs;
    this.#secondsBefore = secondsBefore;
  }

  isDue(): boolean {
    return performance.now() - this.#savedAt >= this.#everyMs;
  }

  /**
   * @throws StrandlineError `diverged` where the state holds what is no number: the checkpoint before it is the last good one,
   *   and stays.
   */
  async save(checkpoint: Omit<Checkpoint, 'seconds'>): Promise<void> {
    const broken = [...checkpoint.state.tensors.values()].some(({ data }) => !data.every(Number.isFinite));
    if (broken) {
      throw new StrandlineError(
        'diverged',
        `The training diverged in epoch ${checkpoint.epoch}: its weights are no longer numbers.`,
        { epoch: checkpoint.epoch },
      );
    }
    const seconds = this.#secondsBefore + (performance.now() - this.#startedAt) / 1000;
    await writeCheckpoint(this.#file, { ...checkpoint, seconds });
    this.#savedAt = performance.now();
  }
}
