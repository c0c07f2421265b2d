import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { augmentedView, decodeForViews } from '#host/imaging/augment.ts';
import { inputLength, normalised, prepare } from '#host/imaging/preprocess.ts';
import type { Preprocessing } from '#shared/learning/prediction/preprocessing.ts';
import type { Augmentation } from '#shared/learning/recipe.ts';
import { refusal } from '../../support/errors.ts';
import { randomPhoto } from '../../support/photos.ts';

const preprocessing: Preprocessing = {
  range: 'bit-depth',
  imageSize: 32,
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.25, 1],
};
const side = preprocessing.imageSize;

/** Left half red, right half blue; losslessly stored. */
function redBlue(width = 64, height = 64): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) pixels[3 * at + (at % width < width / 2 ? 0 : 2)] = 255;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

function plain(bytes: Uint8Array, rotation: 0 | 90 | 180 | 270 = 0): Promise<Float32Array> {
  return prepare({ bytes, rotation }, preprocessing);
}

const all: Augmentation = { crop: true, flip: true, rotate: true, colourJitter: false };
const none: Augmentation = { crop: false, flip: false, rotate: false, colourJitter: false };

/** Augmented views of a photo, by their seeds. */
async function augmented(
  bytes: Uint8Array,
  seeds: readonly number[],
  switches: Augmentation = all,
): Promise<Float32Array[]> {
  const pixels = await decodeForViews({ bytes, rotation: 0 }, side);
  const views = seeds.map((seed) => augmentedView(pixels, side, switches, seed));
  return (await Promise.all(views)).map((view) => normalised(view, preprocessing));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Noise, so that every change shows. */
function photoOfColours(): Promise<Buffer> {
  return randomPhoto(7);
}

/** Channels of one pixel of an NCHW image. */
function pixelAt(image: Float32Array, y: number, x: number): number[] {
  return [0, 1, 2].map((channel) => image[channel * side * side + y * side + x] ?? NaN);
}

// (1 - 0.5) / 0.5, (0 - 0.25) / 0.25, (0 - 0) / 1, and with blue full instead of red.
const red = [1, -1, 0];
const blue = [-1, -1, 1];

describe('view 0', () => {
  test('is normalised planes', async () => {
    const image = await plain(await redBlue());
    expect(image).toHaveLength(inputLength(preprocessing));
    expect(pixelAt(image, 16, 2)).toEqual(red);
    expect(pixelAt(image, 16, 29)).toEqual(blue);
  });

  test('is the centre of a photo that is not square', async () => {
    // Of 128 x 64 the outer quarters are cut: red and blue meet in the middle still.
    const image = await plain(await redBlue(128, 64));
    expect(pixelAt(image, 16, 12)).toEqual(red);
    expect(pixelAt(image, 16, 19)).toEqual(blue);
  });

  test('is turned by EXIF and then by the catalogue', async () => {
    const upright = await redBlue();
    // Orientation 6: the camera lay on its side, the picture is to be turned clockwise by 90 degrees; left becomes top.
    const exif = await sharp(upright).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(pixelAt(await plain(exif), 2, 16)).toEqual(red);
    expect(pixelAt(await plain(upright, 90), 2, 16)).toEqual(red);
    expect(pixelAt(await plain(upright, 180), 16, 29)).toEqual(red);
    expect(pixelAt(await plain(exif, 90), 16, 29)).toEqual(red);
  });

  test.each([
    ['grey', (photo: Sharp) => photo.toColourspace('b-w')],
    ['16 bits', (photo: Sharp) => photo.toColourspace('rgb16')],
    ['grey of 16 bits', (photo: Sharp) => photo.toColourspace('grey16')],
    ['transparency', (photo: Sharp) => photo.ensureAlpha(0.5)],
  ])('takes %s as 8-bit sRGB', async (_, change) => {
    const image = await plain(
      await change(sharp(await randomPhoto(1)))
        .png()
        .toBuffer(),
    );
    expect(image).toHaveLength(inputLength(preprocessing));
    expect(new Set(image).size).toBeGreaterThan(50);
    expect(image.every((value) => value >= -1 && value <= 3)).toBe(true);
  });
});

describe('augmented views', () => {
  test('are the same every time, and differ from each other and between photos', async () => {
    const bytes = await randomPhoto(3);
    const views = await augmented(bytes, [8, 9, 10]);
    expect(await augmented(bytes, [8, 9, 10])).toEqual(views);
    const others = await augmented(bytes, [1_000_008, 1_000_009, 1_000_010]);
    expect(new Set([...views, ...others].map(String)).size).toBe(6);
  });

  test('show half of the photo or more, never what is outside', async () => {
    const views = await augmented(await redBlue(), upTo(20));
    for (const view of views) {
      const redShare =
        Array.from(view.subarray(0, side * side)).filter((value) => value > 0).length / side ** 2;
      // The narrowest crop is 0.71 of the side: at least 0.21 / 0.71 of it lie on the other half.
      expect(redShare).toBeGreaterThan(0.25);
      expect(redShare).toBeLessThan(0.75);
      expect(Math.max(...view)).toBeLessThanOrEqual(1);
    }
  });

  test('turn and mirror, since a fragment has no up', async () => {
    const views = await augmented(await redBlue(), upTo(24));
    const redEdge = (view: Float32Array): string => {
      const edges = { left: [16, 1], right: [16, 30], top: [1, 16], bottom: [30, 16] } as const;
      const opposite = { left: 'right', right: 'left', top: 'bottom', bottom: 'top' } as const;
      const isRed = (edge: keyof typeof edges): boolean =>
        (pixelAt(view, edges[edge][0], edges[edge][1])[0] ?? 0) > 0;
      return (['left', 'right', 'top', 'bottom'] as const)
        .filter((edge) => isRed(edge) && !isRed(opposite[edge]))
        .join();
    };
    expect(new Set(views.map(redEdge))).toEqual(new Set(['left', 'right', 'top', 'bottom']));
  });

  test('are the photo itself where every switch is off', async () => {
    const bytes = await redBlue();
    const whole = await plain(bytes);
    for (const view of await augmented(bytes, upTo(5), none)) {
      // It is scaled in two steps, which differ by a grey level or two.
      const differences = view.map((value, at) => Math.abs(value - (whole[at] ?? NaN)));
      expect(Math.max(...differences)).toBeLessThan(0.05);
    }
  });

  test.each([
    ['crop', 2],
    ['flip', 2],
    ['rotate', 3],
    ['colourJitter', 12],
  ] as const)('change by %s alone', async (name, least) => {
    const seeds = upTo(16);
    const views = await augmented(await photoOfColours(), seeds, { ...none, [name]: true });
    expect(new Set(views.map(String)).size).toBeGreaterThanOrEqual(least);
  });

  test('are the same crops and turns whether colours change or not', async () => {
    const bytes = await redBlue();
    const plainColours = await augmented(bytes, upTo(8));
    const jittered = await augmented(bytes, upTo(8), { ...all, colourJitter: true });
    // Red and blue stay apart whatever the colours do; only where they meet a pixel may be either.
    const isRed = (view: Float32Array, at: number): boolean =>
      (view[at] ?? 0) + 1 > 2 * (view[2 * side * side + at] ?? 0);
    for (const [index, view] of jittered.entries()) {
      const other = plainColours[index] ?? new Float32Array();
      const moved = Array.from({ length: side * side }, (_, at) => isRed(view, at) !== isRed(other, at));
      expect(moved.filter(Boolean).length).toBeLessThanOrEqual(side);
    }
    expect(jittered).not.toEqual(plainColours);
  });
});

test('a damaged photo is refused with a reason', async () => {
  const photo = await randomPhoto(4, { width: 400, height: 300 });
  expect((await refusal('photo-unreadable', () => plain(photo.subarray(0, 900)))).message).toContain(
    'ends early',
  );
  await refusal('photo-unreadable', () => plain(Buffer.from('not a photo at all')));
  await refusal('photo-unreadable', () => plain(Buffer.alloc(0)));
});
