import type { FindingSettings, FoundThing, LeftOut } from '#shared/domain/finding.ts';
import type { CountedRegion, Outline } from '#shared/domain/tray.ts';
import { fromWireError } from '#shared/errors.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import type { FindingAnswer, FindingTask, Frame } from './finding-task.ts';

/** After so long without a question the thread ends, and gives its memory back. */
const idleMs = 120_000;

/** A picture's file and what of it is counted. */
export interface PictureToSearch {
  readonly file: string;
  readonly region: CountedRegion | null;
}

export interface Findings {
  readonly found: FoundThing[];
  readonly leftOut: LeftOut[];
}

/** Finds things in pictures, in a thread that lasts: what it loads and the last picture are there for the next question. */
export class Finder {
  #pool: ReturnType<typeof threadPool<FindingTask, FindingAnswer>> | undefined;
  #working = 0;
  #idle: NodeJS.Timeout | undefined;

  /**
   * What stands out from the ground of a picture. A smallest size is in its pixels.
   *
   * @throws StrandlineError `photo-unreadable`, `too-large`.
   */
  async inPicture(picture: PictureToSearch, settings: FindingSettings): Promise<Findings> {
    return this.#findings({ kind: 'picture', ...picture, settings });
  }

  /** The same of a camera's frame. @param region what of it is counted, in its pixels. */
  async inFrame(frame: Frame, region: CountedRegion | null, settings: FindingSettings): Promise<Findings> {
    return this.#findings({ kind: 'frame', frame, region, settings });
  }

  /** The thing at a place, see `thingAt`. @throws StrandlineError `photo-unreadable`, `not-found`. */
  async at(
    picture: PictureToSearch,
    { x, y, tolerance }: { readonly x: number; readonly y: number; readonly tolerance: number },
  ): Promise<Outline> {
    const answer = await this.#ask({ kind: 'wand', ...picture, x, y, tolerance });
    if ('outline' in answer) return answer.outline;
    throw new TypeError('The wand answers with an outline.');
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.destroy();
  }

  async #findings(task: FindingTask): Promise<Findings> {
    const answer = await this.#ask(task);
    if ('found' in answer) return answer;
    throw new TypeError('A search answers with what it found.');
  }

  async #ask(task: FindingTask): Promise<Exclude<FindingAnswer, { error: unknown }>> {
    clearTimeout(this.#idle);
    this.#working += 1;
    this.#pool ??= threadPool<FindingTask, FindingAnswer>('finding-worker');
    try {
      const answer = await this.#pool.run(task);
      if ('error' in answer) throw fromWireError(answer.error);
      return answer;
    } finally {
      this.#working -= 1;
      if (this.#working === 0) this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }
}
