/** A photo with its time, in seconds. */
export interface TimedFile {
  readonly file: string;
  readonly seconds: number;
}

/** Pauses that part the photos of one thing from those of the next. */
export interface ClearGap {
  /** Photos further apart than this are of two things. */
  readonly seconds: number;
  /** The longest pause within a burst, and the shortest between two. */
  readonly within: number;
  readonly between: number;
}

/** Nobody turns one grain for longer than this between two photos. */
const longestWithin = 600;
/** Pauses this many times as long as those before them are of another kind. */
const clearRatio = 3;
/** Times are whole seconds: one or two of them differ by chance. */
const shortestPause = 2;

/**
 * Finds the pause that parts bursts of photos: the shortest of the pauses that is several times as long as the next
 * shorter one. Not the longest jump: that is the night between two days at the microscope.
 *
 * @param times in seconds, rising. @returns undefined where no pause stands out, or where most photos would stand alone.
 */
export function clearGapOf(times: readonly number[]): ClearGap | undefined {
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const rising = pauses.toSorted((a, b) => a - b);
  for (const [index, between] of rising.entries()) {
    const within = rising[index - 1];
    if (within === undefined || between < clearRatio * Math.max(within, shortestPause)) continue;
    if (within > longestWithin) return undefined;
    const seconds = Math.round(Math.sqrt(Math.max(within, shortestPause) * between));
    if (photosInBursts(pauses, seconds) * 2 >= times.length) return { seconds, within, between };
  }
  return undefined;
}

function photosInBursts(pauses: readonly number[], seconds: number): number {
  const isShort = (pause: number | undefined): boolean => pause !== undefined && pause <= seconds;
  let photos = 0;
  for (let index = 0; index <= pauses.length; index += 1)
    if (isShort(pauses[index - 1]) || isShort(pauses[index])) photos += 1;
  return photos;
}

/** Parts photos wherever the next is more than so many seconds later. @param files in order of time. */
export function burstsOf(files: readonly TimedFile[], seconds: number): string[][] {
  const bursts: string[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { file, seconds: time } of files) {
    const burst = time - last <= seconds ? bursts.at(-1) : undefined;
    if (burst === undefined) bursts.push([file]);
    else burst.push(file);
    last = time;
  }
  return bursts;
}
