import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cameraTags } from '#host/imaging/camera-tags.ts';
import { openPhoto, withPhoto } from '#host/imaging/decode.ts';
import { readHeic } from '#host/imaging/heic.ts';
import { sizeAsSeen } from '#host/imaging/metadata.ts';
import { toBytes } from '#host/imaging/preprocess.ts';
import { refusal } from '../../../support/errors.ts';
import { photoFixture, slopeAt, slopeSize } from '../../../support/photo-fixtures.ts';

function decoded(bytes: Uint8Array): Promise<Uint8Array> {
  return withPhoto(bytes, {}, async (photo) => toBytes(await photo.pixels()));
}

describe.each(['heic', 'avif'])('a phone’s photo as %s', (extension) => {
  const bytes = photoFixture(`phone.${extension}`);

  test('is decoded, and turned once', async () => {
    const photo = await openPhoto(bytes);
    expect(photo.extension).toBe(extension);
    expect(sizeAsSeen(photo.metadata)).toEqual(slopeSize);
    const pixels = await toBytes(await photo.pixels());
    const far = pixels.filter((value, at) => {
      const pixel = Math.floor(at / 3);
      const { width } = slopeSize;
      return Math.abs(value - 255 * slopeAt(pixel % width, Math.floor(pixel / width))) > 6;
    });
    expect(pixels).toHaveLength(slopeSize.width * slopeSize.height * 3);
    expect(far).toHaveLength(0);
  });

  test('says when and where it was taken', async () => {
    const { takenAt, latitude, longitude } = cameraTags((await openPhoto(bytes)).metadata.exif);
    expect(takenAt).toBe('2023-04-05T06:07:08');
    expect(latitude).toBeCloseTo(-33.5, 6);
    expect(longitude).toBeCloseTo(-70.6667, 4);
  });

  test('is refused in words where it ends early', async () => {
    const half = bytes.subarray(0, bytes.length - 200);
    expect((await refusal('photo-unreadable', () => decoded(half))).message).toBe('the file ends early');
  });
});

test('colours of a phone’s profile are taken to those of the screen', async () => {
  const bytes = photoFixture('orange.heic');
  const metadata = await sharp(bytes).metadata();
  const colour = async (icc?: Buffer): Promise<number[]> => {
    const { pixels } = await readHeic(bytes, { ...metadata, ...(icc && { icc }) });
    return [...(await toBytes(pixels()))].slice(0, 3);
  };
  const apart = (a: readonly number[], b: readonly number[]): number =>
    Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? 0))));
  expect(apart(await colour(), [194, 85, 46])).toBeLessThanOrEqual(2);
  // What Display P3 calls 194, 85, 46 is 209, 76, 29 in sRGB (CSS Color 4, matrices of section 10.12).
  const name = Buffer.from('Display P3', 'utf16le');
  expect(apart(await colour(name), [209, 76, 29])).toBeLessThanOrEqual(3);
});

test('a HEIC photo whose pixels are nonsense is refused, without a word on the command line’s answer', async () => {
  const bytes = Buffer.from(photoFixture('phone.heic'));
  // How its pixels are coded.
  const coding = bytes.indexOf('hvcC');
  bytes.fill(0, coding + 4, coding + 60);
  await refusal('photo-unreadable', () => decoded(bytes));
});
