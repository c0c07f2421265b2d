/** One frame that was counted: when its answer came and how long it took, in ms. */
export interface CountedFrame {
  readonly at: number;
  readonly took: number;
}

/** What is older says nothing of how fast it goes now, in ms. */
const remembered = 3000;

/** The frames of the last seconds with one more. */
export function withFrame(frames: readonly CountedFrame[], next: CountedFrame): CountedFrame[] {
  return [...frames.filter(({ at }) => next.at - at <= remembered), next];
}

export interface Pace {
  readonly perSecond: number;
  /** How long a frame takes, from the window to the answer: the mean, in ms. */
  readonly each: number;
}

/** How fast frames are counted; undefined until two were, or where both came at once. */
export function paceOf(frames: readonly CountedFrame[]): Pace | undefined {
  const [first, ...since] = frames;
  const last = since.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  return {
    perSecond: (since.length * 1000) / (last.at - first.at),
    // The first one's work lies before the time that is looked at: with it, what finding loads would count as a frame's.
    each: since.reduce((sum, { took }) => sum + took, 0) / since.length,
  };
}
