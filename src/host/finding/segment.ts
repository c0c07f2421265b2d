import type { FindingSettings, FoundThing, LeftOut } from '#shared/domain/finding.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import { isAtEdge, isWithin, keptOutline } from '#shared/trays/measure-outline.ts';
import { feretOf } from '#shared/trays/outline.ts';
import type { Contrast, Inside } from './contrast.ts';
import { type Cv, withMats } from './opencv.ts';
import { type Thing, outlineOf } from './outline-of.ts';
import { depthsOf, partTouching } from './part-touching.ts';
import { type PatchBox, patchAlone, patchesIn } from './patches.ts';
import { aboveThreshold } from './threshold.ts';

/** In pixels; what is smaller is noise. */
const leastArea = 10;
const leastFeret = 4;
/** A patch is no fragment beyond so much of the picture, or of both of its sides. */
const mostArea = 0.25;
const mostSides = 0.6;
/** Beyond it a threshold has met the ground's grain; nobody reviews so many. */
const mostFound = 5000;
/** Left out for being small, the largest of them. */
const mostSmallTold = 2000;

/** What is looked for in the pixels of one picture. */
export interface Search {
  readonly settings: Pick<FindingSettings, 'threshold' | 'offset' | 'split'>;
  /** Smallest largest Feret diameter, in pixels. */
  readonly smallest: number;
  readonly region: CountedRegion | null;
}

export interface Segmented {
  readonly found: FoundThing[];
  readonly leftOut: LeftOut[];
}

/** Whether a place, as shares of a picture's sides, is in a counted region. */
export function insideRegion(
  region: CountedRegion | null,
  { width, height }: { readonly width: number; readonly height: number },
): Inside {
  return region === null ? null : (x, y) => isWithin(region, [x * width, y * height]);
}

/**
 * Finds what stands out from the ground, from the top down. How sharp things are is not looked at.
 *
 * @throws StrandlineError `too-large` where that is more than anybody looks at.
 */
export function segment(cv: Cv, contrast: Contrast, { settings, smallest, region }: Search): Segmented {
  const { width, height } = contrast;
  const above = aboveThreshold(cv, contrast, settings, insideRegion(region, contrast));
  const { labels, boxes } = withMats((keep) => patchesIn(cv, keep(above.mask), leastArea));
  const least = Math.max(leastFeret, smallest);
  const found: FoundThing[] = [];
  const leftOut: LeftOut[] = [];
  const small: PatchBox[] = [];
  for (const box of boxes) {
    if (isTooLarge(box, contrast)) leftOut.push({ outline: outlineOfBox(box), reason: 'large' });
    else if (Math.hypot(box.width, box.height) + 1 < least) small.push(box);
    else {
      for (const { outline, touching } of thingsIn(
        cv,
        { contrast, labels, box, level: above.level },
        settings,
      )) {
        if (region !== null && !isWithin(region, middleOf(boundsOf(outline))))
          leftOut.push({ outline, reason: 'outside' });
        else if (feretOf(outline).max < least) leftOut.push({ outline, reason: 'small' });
        else
          found.push({
            ...{ outline, touching, sharpness: null },
            atEdge: isAtEdge(outline, { width, height, region }),
          });
      }
      if (found.length > mostFound)
        throw new StrandlineError(
          'too-large',
          `More than ${mostFound} things stand out here. Move the threshold up, or make the smallest size larger.`,
        );
    }
  }
  for (const box of small.toSorted((a, b) => b.area - a.area).slice(0, mostSmallTold))
    leftOut.push({ outline: outlineOfBox(box), reason: 'small' });
  return { found, leftOut };
}

function isTooLarge({ width, height, area }: PatchBox, picture: Contrast): boolean {
  return (
    area > mostArea * picture.width * picture.height ||
    (width > mostSides * picture.width && height > mostSides * picture.height)
  );
}

interface FoundPatch {
  readonly contrast: Contrast;
  readonly labels: Int32Array;
  readonly box: PatchBox;
  readonly level: number;
}

/** The things of one patch: one, or those that touch. */
function thingsIn(
  cv: Cv,
  { contrast, labels, box, level }: FoundPatch,
  { split }: Pick<FindingSettings, 'split'>,
): { outline: [number, number][]; touching: boolean }[] {
  const patch = patchAlone(labels, contrast.width, box);
  const depths = depthsOf(cv, patch);
  const { parts, count } = split ? partTouching(cv, patch, depths) : { parts: patch.data, count: 1 };
  // The patch has one empty pixel around it.
  const place = (x: number, y: number): number => {
    const [u, v] = [x - box.x + 1, y - box.y + 1];
    return u < 0 || v < 0 || u >= patch.width || v >= patch.height ? -1 : v * patch.width + u;
  };
  const numberAt = (x: number, y: number): number => {
    const at = place(x, y);
    if (at >= 0 && (parts[at] ?? 0) > 0) return parts[at] ?? 0;
    // Another patch that reaches into this one's box is no ground.
    return labels[y * contrast.width + x] === 0 ? 0 : -1;
  };
  const depthAt = (x: number, y: number): number => depths.depth[place(x, y)] ?? 0;
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((number) => {
    const thing: Thing = { ...boxOfPart(parts, patch.width, number, box), numberAt, depthAt, number };
    const outline = outlineOf(cv, contrast, thing, level);
    return outline === undefined ? [] : [{ outline: keptOutline(outline), touching: count > 1 }];
  });
}

type Box = Pick<PatchBox, 'x' | 'y' | 'width' | 'height'>;

function boxOfPart(parts: ArrayLike<number>, across: number, number: number, within: Box): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (let at = 0; at < parts.length; at += 1) {
    if (parts[at] !== number) continue;
    const [x, y] = [at % across, Math.floor(at / across)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return { x: within.x + left - 1, y: within.y + top - 1, width: right - left, height: bottom - top };
}

function outlineOfBox({ x, y, width, height }: Box): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}
