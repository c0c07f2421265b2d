import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { measurePhoto } from '#host/imaging/measure.ts';
import { DriftWatch, driftsOf, driftsOverFragments, fingerprintOf } from '#shared/camera/drift.ts';
import type { PhotoStatistics } from '#shared/camera/statistics.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { sharedData } from '../../support/shared-data.ts';

const root = sharedData('trashnet-half');
const perClass = 40;

/** Every second of a class's first photos is for training, the others are held out. */
async function photosOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  return names.slice(0, 2 * perClass).map((name) => join(folder, name));
}

test.skipIf(root === undefined)(
  'on real photos, 40 % less light is told by the fifth fragment at the latest, and untouched photos mostly never',
  async () => {
    const classes = (await readdir(root ?? '')).sort();
    const files = (await Promise.all(classes.map((name) => photosOf(join(root ?? '', name))))).flat();
    const bytes = await Promise.all(files.map((file) => readFile(file)));
    const training = await Promise.all(bytes.filter((_, index) => index % 2 === 0).map(measurePhoto));
    const held = bytes.filter((_, index) => index % 2 === 1);
    const fingerprint = fingerprintOf(training);
    if (fingerprint === undefined) throw new Error('no photos');
    const untouched = await Promise.all(held.map(measurePhoto));
    const darkened = await Promise.all(
      held.map(async (photo) => measurePhoto(await sharp(photo).linear(0.6, 0).png().toBuffer())),
    );

    /** Whether a camera that shows this photo for a while is warned of. */
    const isTold = (statistics: PhotoStatistics): boolean => {
      const watch = new DriftWatch();
      return (
        Array.from({ length: 5 }, () => watch.add(driftsOf(statistics, fingerprint))).at(-1)?.length !== 0
      );
    };
    const share = (photos: readonly PhotoStatistics[]): number =>
      photos.filter(isTold).length / photos.length;
    expect(share(untouched), 'share of untouched photos that are told at once').toBeLessThan(0.08);
    expect(share(darkened), 'share of darkened photos that are told at once').toBeGreaterThan(0.5);

    const random = seededRandom(1);
    const fives = Array.from({ length: 400 }, () =>
      Array.from({ length: 5 }, () => random.below(held.length)),
    );
    const shareOfFives = (photos: readonly PhotoStatistics[]): number =>
      fives.filter((five) => {
        const fragments = five.flatMap((index) => photos[index] ?? []);
        return driftsOverFragments(fragments, fingerprint).length > 0;
      }).length / fives.length;
    expect(shareOfFives(untouched), 'share of untouched fives that are told').toBeLessThan(0.02);
    expect(shareOfFives(darkened), 'share of darkened fives that are told').toBeGreaterThan(0.99);
  },
  60_000,
);
