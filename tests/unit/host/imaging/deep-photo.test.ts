import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openPhoto } from '#host/imaging/decode.ts';
import { measurePhoto } from '#host/imaging/measure.ts';
import { squared, toBytes } from '#host/imaging/preprocess.ts';
import { makeRendition, makeThumbnail } from '#host/imaging/renditions.ts';
import { refusal } from '../../../support/errors.ts';
import { photoFixture, slopeAt, slopeSize } from '../../../support/photo-fixtures.ts';

const { width, height } = slopeSize;

/** Every pixel's red, green and blue, as people and networks get them. */
async function pixelsOf(name: string): Promise<Uint8Array> {
  return toBytes(await (await openPhoto(photoFixture(name))).pixels());
}

/** How far the values of two pictures are apart at most. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, at) => Math.abs(value - (b[at] ?? NaN))));
}

/** The slope in bytes. @param of its values, 0..1, what is shown. */
function slope(shown: (value: number) => number = (value) => value): number[] {
  const pixels = Array.from({ length: width * height }, (_, at) =>
    Math.round(255 * shown(slopeAt(at % width, Math.floor(at / width)))),
  );
  return pixels.flatMap((value) => [value, value, value]);
}

describe('a picture of more than 8 bits', () => {
  test.each([
    ['bits-8.tif', null],
    ['bits-16.tif', { low: 0, high: 65535 }],
    ['bits-12.tif', { low: 0, high: 4095 }],
    ['bits-12-rgb.tif', { low: 0, high: 4095 }],
    ['bits-12-planes.tif', { low: 0, high: 4095 }],
    ['signed-16.tif', { low: -5000, high: 4000 }],
    ['signed-16-rgb.tif', { low: -5000, high: 4000 }],
    ['signed-32.tif', { low: -50000, high: 40000 }],
    ['float.tif', { low: 0, high: 1 }],
    ['float-rgb.tif', { low: 0, high: 1 }],
    ['float-counts.tif', { low: 0, high: 4095 }],
    ['float-wide.tif', { low: -1, high: 2.5 }],
    ['big.tif', { low: 0, high: 4095 }],
    ['bits-12-white-is-0.tif', { low: 4095, high: 0 }],
  ])('shows the same slope by its own range: %s', async (name, range) => {
    expect(await (await openPhoto(photoFixture(name))).range()).toEqual(range);
    expect(apart(await pixelsOf(name), slope())).toBeLessThanOrEqual(1);
  });

  test('is not spoilt by values that are no numbers', async () => {
    const pixels = await pixelsOf('float-odd.tif');
    expect([pixels[0], pixels[3], pixels[6]]).toEqual([0, 255, 0]);
    // The slope reaches from -1 to 2 there.
    expect(apart(pixels.subarray(9), slope().slice(9))).toBeLessThanOrEqual(1);
  });

  test('looks, is learnt and measured as the full range is', async () => {
    const [twelve, whole] = [photoFixture('bits-12.tif'), photoFixture('bits-16.tif')];
    const network = (bytes: Uint8Array) => squared({ bytes, rotation: 90 }, 32);
    expect(apart(await network(twelve), await network(whole))).toBeLessThanOrEqual(1);
    const thumb = async (bytes: Uint8Array) => makeThumbnail(await (await openPhoto(bytes)).pixels());
    const [a, b] = [await thumb(twelve), await thumb(whole)];
    expect(a.fingerprint).toBe(b.fingerprint);
    const decoded = (webp: Uint8Array) => sharp(webp).raw().toBuffer();
    expect(apart(await decoded(a.thumb), await decoded(b.thumb))).toBeLessThanOrEqual(3);
    const [measured, full] = [await measurePhoto(twelve), await measurePhoto(whole)];
    expect(apart(Object.values(measured).flat(), Object.values(full).flat())).toBeLessThanOrEqual(0.6);
  });

  test('in PNG goes by the same rule', async () => {
    const counts = Uint16Array.from({ length: width * height }, (_, at) =>
      Math.round(4095 * slopeAt(at % width, Math.floor(at / width))),
    );
    const png = await sharp(counts, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const photo = await openPhoto(png);
    expect(await photo.range()).toEqual({ low: 0, high: 4095 });
    expect(apart(await toBytes(await photo.pixels()), slope())).toBeLessThanOrEqual(1);
  });

  test('of numbers that cannot be read is refused with what to do', async () => {
    const reason = async (name: string) => (await refusal('photo-unreadable', () => pixelsOf(name))).message;
    expect(await reason('float-64.tif')).toContain('64-bit numbers');
    expect(await reason('packed-12.tif')).toContain('12-bit numbers');
    expect(await reason('float-16.tif')).toContain('save it as 16-bit TIFF or PNG');
  });

  test('keeps its colours where it has a wide profile', async () => {
    const raw = { width: 16, height: 16, channels: 3 } as const;
    const colours = Uint8Array.from({ length: 16 * 16 * 3 }, (_, at) => [210, 75, 30][at % 3] ?? 0);
    const wide = await sharp(colours, { raw }).toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
    expect(await sharp(wide).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
    const shown = await toBytes(await (await openPhoto(wide)).pixels());
    expect(apart(shown.subarray(0, 3), [210, 75, 30])).toBeLessThanOrEqual(1);
  });
});

describe('what lies behind transparent pixels', () => {
  test('is white, whatever the depth', async () => {
    const expected = slope().map((value, at) => (Math.floor(at / 3) % width < width / 2 ? value : 255));
    expect(apart(await pixelsOf('bits-12-cut-out.tif'), expected)).toBeLessThanOrEqual(1);
  });

  test('is the same ground in thumbnail, preview, network and measurement', async () => {
    const rgba = Buffer.alloc(64 * 64 * 4);
    for (let at = 0; at < 64 * 64; at += 1)
      rgba.set(at % 64 < 32 ? [90, 120, 60, 255] : [0, 0, 0, 0], 4 * at);
    const cutOut = await sharp(rgba, { raw: { width: 64, height: 64, channels: 4 } })
      .png()
      .toBuffer();
    const onPaper = await sharp(cutOut).flatten({ background: '#fff' }).png().toBuffer();
    const seen = async (bytes: Uint8Array) => {
      const photo = await openPhoto(bytes);
      const { thumb, fingerprint } = await makeThumbnail(await photo.pixels());
      const preview = await makeRendition(await photo.pixels(), 'preview');
      return {
        network: await squared({ bytes, rotation: 0 }, 32),
        measured: await measurePhoto(bytes),
        fingerprint,
        thumb,
        preview,
      };
    };
    expect(await seen(cutOut)).toEqual(await seen(onPaper));
    const { channels } = await sharp((await seen(cutOut)).preview).metadata();
    expect(channels).toBe(3);
  });

  test('is not taken for transparency where a TIFF has another dye there', async () => {
    expect(apart(await pixelsOf('two-dyes.tif'), slope())).toBeLessThanOrEqual(1);
  });
});

test('a network that learnt by the rule of before is shown photos by it', async () => {
  const bytes = photoFixture('bits-12.tif');
  const before = await squared({ bytes, rotation: 0 }, 32, 'high-byte');
  expect(Math.max(...before)).toBeLessThan(16);
  expect(Math.max(...(await squared({ bytes, rotation: 0 }, 32)))).toBeGreaterThan(200);
});

test('the page that is asked for is shown', async () => {
  // The pages' brightest are 4095, 2000 and 1000: counts of 12, 12 and 10 bits.
  for (const [page, brightest] of [255, 125, 249].entries()) {
    const photo = await openPhoto(photoFixture('imagej-planes.tif'), { page });
    expect(Math.max(...(await toBytes(await photo.pixels())))).toBe(brightest);
  }
  await refusal('photo-unreadable', () => openPhoto(photoFixture('imagej-planes.tif'), { page: 3 }));
});
