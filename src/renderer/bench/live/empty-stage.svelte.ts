import { type StagePrint, isEmptyStage, stagePrint } from '#shared/camera/stage.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';

/** What the stage looks like with nothing on it, as a person has shown it. Without that nothing is claimed. */
export class EmptyStage {
  #print = $state.raw<StagePrint>();
  #isSeen = $state(false);

  /** Whether it is known what the empty stage looks like. */
  get isKnown(): boolean {
    return this.#print !== undefined;
  }

  /** Whether the last frame showed it. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** This is the empty stage. */
  learn(frame: Frame): void {
    this.#print = stagePrint(frame);
    this.#isSeen = true;
  }

  /** It looked like this, as was written down. */
  recall(print: StagePrint): void {
    this.#print = print;
  }

  /** Looks at a frame. @returns whether it shows the empty stage. */
  see(frame: Frame): boolean {
    this.#isSeen = this.#print !== undefined && isEmptyStage(stagePrint(frame), this.#print);
    return this.#isSeen;
  }

  /** Another camera, or another part of its picture: the stage looks different. */
  forget(): void {
    this.#print = undefined;
    this.#isSeen = false;
  }
}
