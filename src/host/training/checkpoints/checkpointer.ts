import { StrandlineError } from '#shared/errors.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';

/** Where and how often a run keeps checkpoints. */
export interface Checkpoints {
  readonly file: string;
  readonly everyMs: number;
  /** Throws where the run is no longer this process's to write. */
  readonly refuseOvertaken?: (() => void) | undefined;
}

/** Writes checkpoints of one run and knows when the next one is due. */
export class Checkpointer {
  readonly #file: string;
  readonly #everyMs: number;
  readonly #startedAt = performance.now();
  readonly #secondsBefore: number;
  readonly #refuseOvertaken: () => void;
  #savedAt = performance.now();

  /** @param secondsBefore what the run took before it was taken up again. */
  constructor({ file, everyMs, refuseOvertaken }: Checkpoints, secondsBefore: number) {
    this.#file = file;
    this.#refuseOvertaken = refuseOvertaken ?? (() => undefined);
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
    this.#refuseOvertaken();
    await writeCheckpoint(this.#file, { ...checkpoint, seconds });
    this.#savedAt = performance.now();
  }
}
