import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { FoundBox } from '#shared/trays/box.ts';
import { calibrated, fusedBoxes } from '#shared/trays/fuse-boxes.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { type CropClassifier, type Crops, boxesInCrops } from './crop-classifier.ts';
import { SummedMap, cropVector } from './crop-features.ts';
import { pictureInput } from './feature-network.ts';
import { flattened } from './flat-ground.ts';
import { type Proposal, proposalsIn, withMargin } from './proposals.ts';
import { boxesInHeat } from './heat-map.ts';
import type { WorkingPicture } from './working-picture.ts';

/** Where each finder's score means yes as often as no, and where the fused one does. */
export interface Thresholds {
  readonly heat: number;
  readonly crop: number;
  readonly fused: number;
}

/** What both finders say of a picture, in working pixels. */
export interface BothFinders {
  readonly heat: readonly FoundBox[];
  readonly crop: readonly FoundBox[];
}

/** A box of a patch fits its fragment more closely than one of a heat map's cells. */
const trust = [1, 4] as const;

/** One list out of both finders', in working pixels, surest first. */
export function fusedFindings({ heat, crop }: BothFinders, at: Omit<Thresholds, 'fused'>): FoundBox[] {
  const comparable = (boxes: readonly FoundBox[], threshold: number): FoundBox[] =>
    boxes.map((box) => ({ ...box, score: calibrated(box.score, threshold) }));
  return fusedBoxes([comparable(heat, at.heat), comparable(crop, at.crop)], trust);
}

/** A picture's map [64, height, width] as it came out of a network. */
export async function runOnPicture(
  session: InferenceSession,
  { pixels, paddedWidth, paddedHeight }: WorkingPicture,
): Promise<Map<string, FloatTensor>> {
  const picture = new Tensor('uint8', pixels, [1, paddedHeight, paddedWidth, 3]);
  const result = await session.run({ [pictureInput]: picture });
  return new Map(
    Object.entries(result).map(([name, { data, dims }]) => [name, { dims, data: data as Float32Array }]),
  );
}

/** Where fragments may lie in a picture, without any margin. */
export function patchesIn(picture: WorkingPicture): Proposal[] {
  return proposalsIn(flattened(picture));
}

/** Patches as boxes with a margin, and what they look like. @param margin of people's boxes, in working pixels. */
export function cropsOf(patches: readonly Proposal[], { dims, data }: FloatTensor, margin: number): Crops {
  const [, , height = 0, width = 0] = dims;
  const map = new SummedMap(data, width, height);
  const proposals = patches.map((one) => withMargin(one, margin));
  return { proposals, vectors: proposals.map((one) => cropVector(map, one)) };
}

/** @param logits [1, 5, height, width]. */
export function bothFinders(
  picture: WorkingPicture,
  logits: FloatTensor,
  crops: Crops,
  classifier: CropClassifier,
): BothFinders {
  return { heat: boxesInHeat(logits, picture), crop: boxesInCrops(crops, classifier) };
}
