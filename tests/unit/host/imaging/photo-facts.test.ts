import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openPhoto } from '#host/imaging/decode.ts';
import { type ReadFacts, factsOf } from '#host/imaging/photo-facts.ts';
import { photoFixture } from '../../../support/photo-fixtures.ts';

async function factsOfFixture(name: string): Promise<ReadFacts> {
  const bytes = photoFixture(name);
  return factsOf(bytes, await openPhoto(bytes));
}

describe('scale', () => {
  test.each([
    ['imagej-planes.tif', 2.5],
    ['imagej-escaped.tif', 2.5],
    ['channels.ome.tif', 0.65],
    ['fine-resolution.tif', 2.5],
  ])('is taken from %s', async (name, scale) => {
    expect((await factsOfFixture(name)).facts.umPerPixel).toBeCloseTo(scale, 9);
  });

  test('is taken in µm however the letter is written', async () => {
    const escaped = photoFixture('imagej-escaped.tif').toString('latin1');
    for (const unit of ['unit=\xb5m\n\n\n\n\n', 'unit=\xc2\xb5m\n\n\n\n', 'unit=\xce\xbcm\n\n\n\n']) {
      const bytes = Buffer.from(escaped.replace('unit=\\u00B5m', unit), 'latin1');
      expect(bytes).toHaveLength(escaped.length);
      expect((await factsOf(bytes, await openPhoto(bytes))).facts.umPerPixel).toBeCloseTo(2.5, 9);
    }
  });

  test.each(['imagej-inch.tif', 'dated.tif', 'bits-8.tif'])(
    'is not made of a printer’s resolution: %s',
    async (name) => {
      expect((await factsOfFixture(name)).facts.umPerPixel).toBeNull();
    },
  );
});

describe('time', () => {
  test.each(['dated.tif', 'channels.ome.tif'])('is taken from %s', async (name) => {
    expect((await factsOfFixture(name)).facts.takenAt).toBe('2023-04-05T06:07:08');
  });

  test('that cannot be is left out, and said', async () => {
    const { facts, notes } = await factsOfFixture('impossible-date.tif');
    expect(facts.takenAt).toBeNull();
    expect(notes).toEqual([
      { code: 'date-ignored', message: 'its date 2023-02-30 cannot be and is left out' },
    ]);
  });
});

describe('what was decided is said', () => {
  test.each([
    ['imagej-planes.tif', 'only page 1 of 3 is used (3 focus planes by ImageJ)'],
    ['channels.ome.tif', 'only page 1 of 3 is used (3 channels by OME)'],
    ['two-dyes.tif', '1 of its 2 channels is not used'],
  ])('of pages and channels: %s', async (name, message) => {
    expect((await factsOfFixture(name)).notes).toContainEqual({ code: 'pages-ignored', message });
  });

  test.each([
    ['bits-12.tif', 'uses 12 of 16 bits; 4095 is shown as white'],
    ['bits-12-white-is-0.tif', 'uses 12 of 16 bits; 4095 is shown as black'],
    ['float-counts.tif', 'its values 0 to 4095 are shown as black to white'],
    ['float-wide.tif', 'its values -1 to 2.5 are shown as black to white'],
    ['signed-16.tif', 'its values -5000 to 4000 are shown as black to white'],
  ])('of the range: %s', async (name, message) => {
    const { facts, notes } = await factsOfFixture(name);
    expect(notes).toEqual([{ code: 'range-stretched', message }]);
    expect(facts.rangeHigh).not.toBeNull();
  });

  test('nothing of a photo of 10 bits that fills them', async () => {
    const values = Uint16Array.from({ length: 32 * 32 * 3 }, (_, at) => (at * 997) % 65536);
    const photo = await sharp(values, { raw: { width: 32, height: 32, channels: 3 } })
      .toColourspace('rgb16')
      .avif({ bitdepth: 10, lossless: true })
      .toBuffer();
    const { facts, notes } = await factsOf(photo, await openPhoto(photo));
    expect(facts).toMatchObject({ extension: 'avif', rangeLow: 0, rangeHigh: 65535 });
    expect(notes).toEqual([]);
  });

  test.each(['bits-8.tif', 'bits-16.tif', 'float.tif', 'dated.tif'])('nothing of %s', async (name) => {
    expect((await factsOfFixture(name)).notes).toEqual([]);
  });
});
