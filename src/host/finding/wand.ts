import type { Outline } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Contrast } from './contrast.ts';
import { isoOutline } from './iso-outline.ts';
import { type Cv, withMats } from './opencv.ts';
import { patchesIn } from './patches.ts';
import { noiseLevel } from './threshold.ts';

/** So many pixels around a click are looked at for what was meant. */
const reach = 2;
/** A thing that covers more of the picture has run out into the ground. */
const mostArea = 0.25;
const margin = 3;

/**
 * The connected thing at a place: its pixels stand out from the ground by no less than `1 - tolerance` of what the place does.
 *
 * @param at pixels of the picture.
 * @param tolerance 0..1; 0.5 gives the same edge as `segment`.
 * @throws StrandlineError `not-found` where nothing stands out there, or what does has no end.
 */
export function thingAt(
  cv: Cv,
  contrast: Contrast,
  { x, y }: { readonly x: number; readonly y: number },
  tolerance: number,
): Outline {
  const { width, height, smooth, sharp } = contrast;
  const clicked = strongestNear({ width, height, smooth }, Math.floor(x), Math.floor(y));
  const noise = noiseLevel(contrast);
  if (clicked === undefined || clicked.value <= noise)
    throw new StrandlineError(
      'not-found',
      'Nothing stands out from the ground here. Draw its outline by hand.',
    );
  const level = Math.min(clicked.value - 1, Math.max(2, clicked.value * (1 - tolerance)));
  return withMats((keep) => {
    const mask = keep(new cv.Mat(height, width, cv.CV_8UC1));
    mask.data.set(smooth);
    cv.threshold(mask, mask, level, 255, cv.THRESH_BINARY);
    const { labels, boxes } = patchesIn(cv, mask, 1);
    const label = labels[clicked.y * width + clicked.x];
    const box = boxes.find((one) => one.label === label);
    if (box === undefined || box.area > mostArea * width * height)
      throw new StrandlineError(
        'not-found',
        'What was clicked runs out into the ground at this tolerance. Lower the tolerance.',
      );
    const [left, top] = [Math.max(0, box.x - margin), Math.max(0, box.y - margin)];
    const across = Math.min(width, box.x + box.width + margin) - left;
    const down = Math.min(height, box.y + box.height + margin) - top;
    const data = new Float32Array(across * down);
    for (let v = 0; v < down; v += 1)
      for (let u = 0; u < across; u += 1) {
        const place = (top + v) * width + left + u;
        if (labels[place] === 0 || labels[place] === label) data[v * across + u] = sharp[place] ?? 0;
      }
    const outline = isoOutline(cv, { width: across, height: down, data }, level);
    if (outline === undefined)
      throw new StrandlineError('not-found', 'What was clicked is smaller than a pixel. Draw it by hand.');
    return outline.map(([u, v]) => [u + left, v + top] as const);
  });
}

function strongestNear(
  { width, height, smooth }: Pick<Contrast, 'width' | 'height' | 'smooth'>,
  x: number,
  y: number,
): { x: number; y: number; value: number } | undefined {
  let best: { x: number; y: number; value: number } | undefined;
  for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v += 1)
    for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u += 1) {
      const value = smooth[v * width + u] ?? 0;
      if (best === undefined || value > best.value) best = { x: u, y: v, value };
    }
  return best;
}
