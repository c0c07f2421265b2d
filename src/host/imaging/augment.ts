import type { Matrix3x3, Sharp } from 'sharp';
import { type Random, seededRandom } from '#shared/learning/random.ts';
import type { RangeRule } from '#shared/learning/prediction/preprocessing.ts';
import type { Augmentation } from '#shared/learning/recipe.ts';
import { type Pixels, type RawPhoto, fromPixels, onPixels, toBytes, toPixels } from './preprocess.ts';

/** Rises when the same photo, seed and switches would give another view: what was computed from it before is then of no use. */
export const viewRules = 1;

/** Share of a photo's area that the smallest crop keeps. */
const smallestCrop = 0.5;
/** Brightness, contrast and saturation change by up to this share. */
const jitter = 0.2;

/**
 * Decodes a photo as far as augmented views need it: no crop needs more pixels than these, and the smallest one still
 * fills the network's input.
 *
 * @throws StrandlineError `photo-unreadable`.
 */
export function decodeForViews(photo: RawPhoto, imageSize: number, rule?: RangeRule): Promise<Pixels> {
  const side = Math.ceil(imageSize / Math.sqrt(smallestCrop));
  return onPixels(
    photo,
    (pixels) => toPixels(pixels.resize(side, side, { fit: 'outside', withoutEnlargement: true })),
    rule,
  );
}

/**
 * A view for training: RandomResizedCrop (scale 0.5 to 1, ratio 1), mirrored, turned by quarters, with other colours; each
 * as the switches say. Every number is drawn whatever they say, so that one switch does not change what the others do.
 *
 * @returns [imageSize, imageSize, 3].
 */
export async function augmentedView(
  pixels: Pixels,
  imageSize: number,
  { crop, flip, rotate, colourJitter }: Augmentation,
  seed: number,
): Promise<Uint8Array> {
  const random = seededRandom(seed);
  const cropped = randomCrop(pixels, imageSize, random);
  const quarters = random.below(4);
  const isMirrored = random.below(2) === 1;
  const colours = drawColours(random);
  let view = crop
    ? cropped
    : fromPixels(pixels).resize(imageSize, imageSize, { fit: 'cover', position: 'centre' });
  if (rotate) view = view.rotate(90 * quarters);
  if (flip && isMirrored) view = view.flop();
  return toBytes(colourJitter ? recoloured(view, colours) : view);
}

function randomCrop(pixels: Pixels, imageSize: number, random: Random): Sharp {
  const { width, height } = pixels;
  const scale = smallestCrop + random.next() * (1 - smallestCrop);
  const side = Math.max(1, Math.min(width, height, Math.round(Math.sqrt(width * height * scale))));
  const left = random.below(width - side + 1);
  const top = random.below(height - side + 1);
  return fromPixels(pixels)
    .extract({ left, top, width: side, height: side })
    .resize(imageSize, imageSize, { fit: 'fill' });
}

interface Colours {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

function drawColours(random: Random): Colours {
  const factor = (): number => 1 + jitter * (2 * random.next() - 1);
  return { brightness: factor(), contrast: factor(), saturation: factor() };
}

/** Rec. 601 luma, which torchvision's saturation goes by. */
const luma = [0.299, 0.587, 0.114] as const;
const midGrey = 128;

/** torchvision's ColorJitter, but for contrast, which changes about mid grey rather than about the photo's own mean. */
function recoloured(view: Sharp, { brightness, contrast, saturation }: Colours): Sharp {
  const row = (channel: number): [number, number, number] =>
    luma.map((weight, from) => (1 - saturation) * weight + (from === channel ? saturation : 0)) as [
      number,
      number,
      number,
    ];
  const matrix: Matrix3x3 = [row(0), row(1), row(2)];
  return view.recomb(matrix).linear(brightness * contrast, midGrey * (1 - contrast));
}
