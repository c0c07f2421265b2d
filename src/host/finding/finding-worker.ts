/** A thread that finds things in pictures: OpenCV holds its thread, and takes half a second to load. */
import type { FindingSettings } from '#shared/domain/finding.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { toWireError } from '#shared/errors.ts';
import { type Grey, greyOf, sharpnessOf } from '#shared/trays/sharpness.ts';
import { scaledOutline } from '#shared/trays/outline.ts';
import { readPicture } from './read-picture.ts';
import { type Contrast, contrastOf } from './contrast.ts';
import type { FindingAnswer, FindingTask } from './finding-task.ts';
import { type Cv, type Loaded, loadOpenCv, saidByOpenCv } from './opencv.ts';
import { insideRegion, segment } from './segment.ts';
import { thingAt } from './wand.ts';

let loading: Promise<Loaded> | undefined;

/** The contrast of the picture that was looked at last: a person who moves a threshold asks for it again and again. */
let last: Looked | undefined;

interface Looked {
  readonly of: string;
  readonly contrast: Contrast;
  readonly grey: Grey;
  readonly scale: number;
}

/** Does one task. Outlines are in pixels of the picture as it is seen. */
export default async function find(task: FindingTask): Promise<FindingAnswer> {
  const { cv } = await (loading ??= loadOpenCv());
  try {
    return await answered(cv, task);
  } catch (error) {
    return { error: toWireError(saidByOpenCv(cv, error)) };
  }
}

async function answered(cv: Cv, task: FindingTask): Promise<FindingAnswer> {
  if (task.kind === 'frame') {
    const { frame, settings, region } = task;
    const picture = { data: frame.rgb, width: frame.width, height: frame.height, channels: 3 as const };
    const contrast = contrastOf(cv, picture, settings, insideRegion(region, picture));
    return segment(cv, contrast, { settings, smallest: settings.smallest, region });
  }
  if (task.kind === 'wand') {
    const { x, y, tolerance } = task;
    const { contrast, scale } = await contrastIn(cv, task, { flatten: true, polarity: 'both' });
    const outline = thingAt(cv, contrast, { x: x * scale, y: y * scale }, tolerance);
    return { outline: scaledOutline(outline, 1 / scale) };
  }
  const { settings, region } = task;
  const { contrast, grey, scale } = await contrastIn(cv, task, settings);
  const { found, leftOut } = segment(cv, contrast, {
    settings,
    smallest: settings.smallest * scale,
    region: region && scaledRegion(region, scale),
  });
  const seen = <T extends { outline: [number, number][] }>(one: T): T => ({
    ...one,
    outline: scaledOutline(one.outline, 1 / scale),
  });
  return {
    found: found.map((one) => seen({ ...one, sharpness: sharpnessOf(grey, one.outline) })),
    leftOut: leftOut.map(seen),
  };
}

async function contrastIn(
  cv: Cv,
  { file, region }: { readonly file: string; readonly region: CountedRegion | null },
  { flatten, polarity }: Pick<FindingSettings, 'flatten' | 'polarity'>,
): Promise<Looked> {
  const of = JSON.stringify([file, region, flatten, polarity]);
  if (last?.of === of) return last;
  last = undefined;
  const { picture, scale } = await readPicture(file);
  const inside = insideRegion(region && scaledRegion(region, scale), picture);
  const contrast = contrastOf(cv, picture, { flatten, polarity }, inside);
  last = { of, contrast, grey: greyOf(picture), scale };
  return last;
}

function scaledRegion(region: CountedRegion, scale: number): CountedRegion {
  if (region.kind === 'polygon') return { kind: 'polygon', outline: scaledOutline(region.outline, scale) };
  const { x, y, rx, ry } = region;
  return { kind: 'ellipse', x: x * scale, y: y * scale, rx: rx * scale, ry: ry * scale };
}
