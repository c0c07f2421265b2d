import sharp, { type Exif } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type CameraTags, cameraTags } from '#host/imaging/camera-tags.ts';

const now = new Date('2025-06-01T12:00:00Z');

/** What is read of a photo with these tags. */
async function tagged(exif: Exif): Promise<CameraTags> {
  const create = { width: 16, height: 16, channels: 3, background: '#888' } as const;
  const photo = await sharp({ create }).withExif(exif).jpeg().toBuffer();
  return cameraTags((await sharp(photo).metadata()).exif, now);
}

describe('the time of a photo', () => {
  test('is the camera’s, without a zone', async () => {
    expect(await tagged({ IFD2: { DateTimeOriginal: '2024:02:29 23:59:59' } })).toMatchObject({
      takenAt: '2024-02-29T23:59:59',
      impossibleTime: null,
    });
    expect(await tagged({ IFD0: { DateTime: '2023:04:05 06:07:08' } })).toMatchObject({
      takenAt: '2023-04-05T06:07:08',
    });
  });

  test.each([
    ['1899:12:30 00:00:00', '1899-12-30'],
    ['1970:01:01 00:00:00', '1970-01-01'],
    ['1980:01:01 00:00:12', '1980-01-01'],
    ['2023:02:30 10:00:00', '2023-02-30'],
    ['2023:13:01 10:00:00', '2023-13-01'],
    ['0000:00:00 00:00:00', '0000-00-00'],
    ['2025:06:03 12:00:00', '2025-06-03'],
    ['2023:05:05 24:61:00', '2023-05-05'],
  ])('that cannot be is none, and said: %s', async (text, said) => {
    expect(await tagged({ IFD2: { DateTimeOriginal: text } })).toMatchObject({
      takenAt: null,
      impossibleTime: said,
    });
  });

  test('may be a zone ahead of ours', async () => {
    expect(await tagged({ IFD2: { DateTimeOriginal: '2025:06:02 11:00:00' } })).toMatchObject({
      takenAt: '2025-06-02T11:00:00',
    });
  });

  test('that is left blank is none, and nothing to talk about', async () => {
    expect(await tagged({ IFD2: { DateTimeOriginal: '    :  :     :  :  ' } })).toMatchObject({
      takenAt: null,
      impossibleTime: null,
    });
  });

  test('damaged tags say nothing', () => {
    expect(cameraTags(Buffer.from('Exif\0\0nonsense'), now)).toMatchObject({
      takenAt: null,
      impossibleTime: null,
      latitude: null,
    });
  });
});

describe('the place of a photo', () => {
  const place = { GPSLatitude: '33/1 30/1 3600/100', GPSLongitude: '70/1 40/1 0/1' };

  test('is in decimal degrees, south and west below 0', async () => {
    const { latitude, longitude } = await tagged({
      IFD3: { ...place, GPSLatitudeRef: 'S', GPSLongitudeRef: 'W' },
    });
    expect(latitude).toBeCloseTo(-33.51, 6);
    expect(longitude).toBeCloseTo(-70.6667, 4);
  });

  test.each([
    ['0, 0', { GPSLatitude: '0/1 0/1 0/1', GPSLongitude: '0/1 0/1 0/1' }],
    ['beyond the pole', { ...place, GPSLatitude: '95/1 0/1 0/1' }],
    ['no number', { ...place, GPSLatitude: '0/0 0/0 0/0' }],
    ['without a fix', { ...place, GPSStatus: 'V' }],
  ])('is none where it is %s', async (_, tags) => {
    expect(await tagged({ IFD3: { ...tags, GPSLatitudeRef: 'N', GPSLongitudeRef: 'E' } })).toMatchObject({
      latitude: null,
      longitude: null,
    });
  });
});
