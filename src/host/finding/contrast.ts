import type { FindingSettings } from '#shared/domain/finding.ts';
import { byteAt } from './byte-rank.ts';
import { evenGround, pixelsOn } from './even-ground.ts';
import type { Cv, Keep, Mat } from './opencv.ts';
import { withMats } from './opencv.ts';

/** A picture in memory: bytes, interleaved; a fourth channel is not looked at. */
export interface RawPicture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** How far each pixel is from its ground. */
export interface Contrast {
  readonly width: number;
  readonly height: number;
  /** Smoothed, for telling what stands out: 0..255 per pixel. */
  readonly smooth: Uint8Array;
  /** The same with sharp edges, for saying where they run. */
  readonly sharp: Uint8Array;
}

/** The ground is estimated on a picture whose longer side is so many pixels, */
const groundSide = 128;
/** as the median of a window of so much of that side, which holds more ground than things, */
const medianShare = 1 / 2;
/** and then the mean around each pixel of what differs from it by no more than noise. */
const sigmaShare = 1 / 16;
const refinements = 2;
/** Grey values from the ground that are its noise. */
const near = 6;

/** Which part of a picture is looked at: true for pixels that count, asked on any grid over it, 0..1 across and down. */
export type Inside = ((x: number, y: number) => boolean) | null;

/**
 * Takes the ground out of a picture: per channel the distance from the ground, of those the largest.
 *
 * @param inside what the ground is told by; null for all of the picture.
 */
export function contrastOf(
  cv: Cv,
  picture: RawPicture,
  { flatten, polarity }: Pick<FindingSettings, 'flatten' | 'polarity'>,
  inside: Inside,
): Contrast {
  const { width, height } = picture;
  return withMats((keep) => {
    const share = Math.min(1, groundSide / Math.max(width, height));
    const size = new cv.Size(Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share)));
    const most = keep(new cv.Mat(height, width, cv.CV_8UC1, new cv.Scalar(0)));
    const channel = keep(new cv.Mat(height, width, cv.CV_8UC1));
    const [small, ground, distance] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())];
    for (let index = 0; index < 3; index += 1) {
      takeChannel(picture, index, channel.data);
      cv.resize(channel, small, size, 0, 0, cv.INTER_AREA);
      setGround(cv, small, { flatten, inside });
      cv.resize(small, ground, new cv.Size(width, height), 0, 0, cv.INTER_LINEAR);
      if (polarity === 'both') cv.absdiff(channel, ground, distance);
      else if (polarity === 'darker') cv.subtract(ground, channel, distance);
      else cv.subtract(channel, ground, distance);
      cv.max(most, distance, most);
    }
    const three = new cv.Size(3, 3);
    cv.GaussianBlur(most, ground, three, 0);
    cv.GaussianBlur(ground, distance, three, 0);
    // Twice one smoothing less two of it: noise goes, and an edge stays where it is however it is bent.
    cv.addWeighted(ground, 2, distance, -1, 0, most);
    return { width, height, smooth: ground.data.slice(), sharp: most.data.slice() };
  });
}

function takeChannel({ data, channels }: RawPicture, index: number, into: Uint8Array): void {
  for (let at = 0, from = index; at < into.length; at += 1, from += channels) into[at] = data[from] ?? 0;
}

/** Replaces a small channel by its ground. */
function setGround(cv: Cv, channel: Mat, { flatten, inside }: { flatten: boolean; inside: Inside }): void {
  const { rows, cols, data } = channel;
  const counts = insideOf(inside, cols, rows);
  const middle = medianOf(data, counts);
  if (!flatten) {
    data.fill(middle);
    return;
  }
  data.forEach((_, at) => {
    if (counts[at] === 0) data[at] = middle;
  });
  withMats((keep) => {
    const ground = keep(new cv.Mat());
    const window = 2 * Math.floor((Math.max(rows, cols) * medianShare) / 2) + 1;
    cv.medianBlur(channel, ground, Math.max(3, window));
    const even = evenGround(cv, channel, counts, near);
    if (even !== undefined && even.on > pixelsOn({ data: channel.data, values: ground.data }, counts, near))
      ground.data.set(even.values.map((value) => Math.round(Math.min(255, Math.max(0, value)))));
    for (let pass = 0; pass < refinements; pass += 1) refine(cv, channel, ground, keep);
    ground.copyTo(channel);
  });
}

/** Replaces a ground by the mean, around each pixel, of those pixels that are no further from it than noise. */
function refine(cv: Cv, channel: Mat, ground: Mat, keep: Keep): void {
  const { rows, cols } = channel;
  const weights = keep(new cv.Mat(rows, cols, cv.CV_32FC1));
  const values = keep(new cv.Mat(rows, cols, cv.CV_32FC1));
  // Each look at a picture's bytes makes a new view of them, and none outlives a growth of the memory.
  const [seen, under] = [channel.data, ground.data];
  const away = seen.map((value, at) => Math.abs(value - (under[at] ?? 0)));
  const most = Math.max(4, 3 * 1.4826 * medianOf(away));
  const [weighing, weighed] = [weights.data32F, values.data32F];
  away.forEach((distance, at) => {
    // Where nothing of the ground is seen for far around, the estimate stays what it is.
    const weight = distance <= most ? 1 : 1e-3;
    weighing[at] = weight;
    weighed[at] = weight * ((distance <= most ? seen[at] : under[at]) ?? 0);
  });
  const sigma = Math.max(1, Math.max(rows, cols) * sigmaShare);
  for (const one of [weights, values])
    cv.GaussianBlur(one, one, new cv.Size(0, 0), sigma, sigma, cv.BORDER_REPLICATE);
  const sums = weights.data32F;
  ground.data.set(values.data32F.map((value, at) => Math.round(value / (sums[at] ?? 1))));
}

function insideOf(inside: Inside, width: number, height: number): Uint8Array {
  const counts = new Uint8Array(width * height).fill(1);
  if (inside === null) return counts;
  counts.forEach((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (!inside((x + 0.5) / width, (y + 0.5) / height)) counts[at] = 0;
  });
  return counts;
}

/** Of bytes; where none counts, of all. */
function medianOf(bytes: Uint8Array, counts?: Uint8Array): number {
  const counted = counts === undefined ? bytes : bytes.filter((_, at) => counts[at] === 1);
  const looked = counted.length === 0 ? bytes : counted;
  return byteAt(looked, looked.length >> 1);
}
