import type { StageContent } from '#shared/camera/stage-content.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import type { EmptyStage } from './empty-stage.svelte.ts';
import type { Viewfinder } from './live-controller.svelte.ts';

/** Between two frames: a hand on its way to the stage has moved by then. */
const apartMs = 200;
/** After so many looks a picture that never keeps still is called that. */
const mostLooks = 10;

/** A look at the stage that is said to be empty, before that is believed. */
export interface StageLook {
  readonly content: StageContent;
  /** The frame that it is of; undefined where the camera has none. */
  readonly frame: Frame | undefined;
}

/**
 * Looks at the stage until two frames in a row agree on what is there.
 *
 * @param pause resolves after so many milliseconds.
 */
export async function lookAtStage(
  viewfinder: Pick<Viewfinder, 'grab'>,
  stage: Pick<EmptyStage, 'contentOf'>,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): Promise<StageLook> {
  let frame = viewfinder.grab();
  for (let look = 0; look < mostLooks; look += 1) {
    await pause(apartMs);
    const next = viewfinder.grab();
    const content = frame === undefined || next === undefined ? 'moving' : stage.contentOf(frame, next);
    frame = next;
    if (content !== 'moving') return { content, frame };
  }
  return { content: 'moving', frame };
}
