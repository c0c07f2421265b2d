import type { FindingSettings } from '#shared/domain/finding.ts';
import { byteAt } from './byte-rank.ts';
import type { Contrast, Inside } from './contrast.ts';
import { type Cv, type Mat, withMats } from './opencv.ts';

/** The threshold is told by so many pixels at most. */
const mostLookedAt = 1_000_000;
/** Distances from the ground below it are what is left of its shading. */
const leastContrast = 10;
/** How many standard deviations of the ground's noise something has to be above it. */
const noiseTimes = 5;
/** Pixels so far apart have noise of their own after the smoothing. */
const apart = 3;
/** Strongest contrasts nearby are looked for in so much of the picture's longer side, */
const nearbyShare = 1 / 24;
/** on a picture so much smaller. */
const nearbyShrink = 4;

/** What is above its threshold, as a picture of 0 and 255, and the lowest threshold in it. */
export interface Above {
  readonly mask: Mat;
  readonly level: number;
}

/** The caller frees the mask. */
export function aboveThreshold(
  cv: Cv,
  contrast: Contrast,
  { threshold, offset }: Pick<FindingSettings, 'threshold' | 'offset'>,
  inside: Inside,
): Above {
  const { width, height, smooth } = contrast;
  const looked = sampled(contrast, inside);
  const { values } = looked;
  const noise = noiseOf(looked);
  const moved = (level: number): number => Math.max(2, level * (1 + offset));
  return withMats((keep) => {
    const picture = keep(new cv.Mat(height, width, cv.CV_8UC1));
    picture.data.set(smooth);
    const mask = new cv.Mat();
    if (threshold === 'local') {
      const level = moved(noise);
      const nearby = keep(halfOfNearby(cv, picture, moved));
      cv.compare(picture, nearby, mask, cv.CMP_GT);
      const above = keep(new cv.Mat());
      cv.threshold(picture, above, level, 255, cv.THRESH_BINARY);
      cv.bitwise_and(mask, above, mask);
      return { mask, level };
    }
    const family = threshold === 'otsu' ? cv.THRESH_OTSU : cv.THRESH_TRIANGLE;
    const row = keep(new cv.Mat(1, values.length, cv.CV_8UC1));
    row.data.set(values);
    const found = cv.threshold(row, keep(new cv.Mat()), 0, 255, cv.THRESH_BINARY | family);
    const level = moved(Math.max(noise, found));
    cv.threshold(picture, mask, level, 255, cv.THRESH_BINARY);
    return { mask, level };
  });
}

/** Half of the strongest contrast around each pixel, moved. */
function halfOfNearby(cv: Cv, picture: Mat, moved: (level: number) => number): Mat {
  const { rows, cols } = picture;
  return withMats((keep) => {
    const small = keep(new cv.Mat());
    const size = new cv.Size(Math.ceil(cols / nearbyShrink), Math.ceil(rows / nearbyShrink));
    cv.resize(picture, small, size, 0, 0, cv.INTER_AREA);
    const side = 2 * Math.ceil((Math.max(rows, cols) * nearbyShare) / nearbyShrink / 2) + 1;
    const kernel = keep(cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(side, side)));
    cv.dilate(small, small, kernel);
    cv.GaussianBlur(small, small, new cv.Size(side, side), 0);
    small.data.set(small.data.map((value) => Math.round(moved(value / 2))));
    const nearby = new cv.Mat();
    cv.resize(small, nearby, new cv.Size(cols, rows), 0, 0, cv.INTER_LINEAR);
    return nearby;
  });
}

/** Looks at pixels that count, on an even grid; at all pixels of it where none counts. */
function sampled(
  { width, height, smooth }: Contrast,
  inside: Inside,
): { values: Uint8Array; steps: Uint8Array } {
  const grid = Math.max(1, Math.ceil(Math.sqrt((width * height) / mostLookedAt)));
  const look = (counts: Inside): { values: Uint8Array; steps: Uint8Array } => {
    const most = Math.ceil(width / grid) * Math.ceil(height / grid);
    const [values, steps] = [new Uint8Array(most), new Uint8Array(most)];
    let [seen, stepped] = [0, 0];
    for (let y = 0; y < height; y += grid)
      for (let x = 0; x < width; x += grid) {
        if (counts !== null && !counts((x + 0.5) / width, (y + 0.5) / height)) continue;
        const value = smooth[y * width + x] ?? 0;
        values[seen++] = value;
        if (x + apart < width) steps[stepped++] = Math.abs(value - (smooth[y * width + x + apart] ?? 0));
      }
    return { values: values.subarray(0, seen), steps: steps.subarray(0, stepped) };
  };
  const counted = look(inside);
  return counted.values.length === 0 ? look(null) : counted;
}

/**
 * Where the ground's noise ends: a quarter of the pixels are nearer to their ground than its base, and half of the pixels
 * differ by no more than noise from one nearby. Neither is moved by things that cover half of the picture.
 */
export function noiseLevel(contrast: Contrast, inside: Inside = null): number {
  return noiseOf(sampled(contrast, inside));
}

function noiseOf({ values, steps }: { values: Uint8Array; steps: Uint8Array }): number {
  const base = byteAt(values, values.length >> 2);
  const step = byteAt(steps, steps.length >> 1);
  return Math.max(leastContrast, base + (noiseTimes * 1.4826 * step) / Math.SQRT2);
}
