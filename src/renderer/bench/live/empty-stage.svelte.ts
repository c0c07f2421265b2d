import { type StageContent, stageContent } from '#shared/camera/stage-content.ts';
import { type StagePrint, isEmptyStage, stagePrint } from '#shared/camera/stage.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';

/** What the stage looks like with nothing on it, as a person has shown it. Without that nothing is claimed. */
export class EmptyStage {
  #print = $state.raw<StagePrint>();
  #isSeen = $state(false);
  /** What it was before it was learned last; null was nothing, undefined where nothing was learned. */
  #earlier = $state.raw<StagePrint | null>();

  /** Whether it is known what the empty stage looks like. */
  get isKnown(): boolean {
    return this.#print !== undefined;
  }

  /** Whether the last frame showed it. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  get canTakeBack(): boolean {
    return this.#earlier !== undefined;
  }

  /** This is the empty stage. */
  learn(frame: Frame): void {
    this.#earlier = this.#print ?? null;
    this.#print = stagePrint(frame);
    this.#isSeen = true;
  }

  /** What was learned last was not the empty stage: it is again what it was before, or unknown. */
  takeBack(): void {
    if (this.#earlier === undefined) return;
    this.#print = this.#earlier ?? undefined;
    this.#earlier = undefined;
    this.#isSeen = false;
  }

  /** What is on the stage, as far as two frames a moment apart show it. */
  contentOf(first: Frame, second: Frame): StageContent {
    return stageContent(stagePrint(first), stagePrint(second), this.#print);
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
    this.#earlier = undefined;
    this.#isSeen = false;
  }
}
