import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataIsRequired, sharedData, sharedRoot } from '../../support/shared-data.ts';
import { strandlineJson } from '../../support/strandline.ts';
import { test as launchTest } from './launch.ts';

const perClass = 24;
const classes = { plastic: 'plastic', cardboard: 'not-plastic' } as const;

/** Real photos of a class that no trained lab holds: what only the camera sees, or a file that is asked about. */
export function unseenPhotos(name: keyof typeof classes, count: number): string[] {
  return realPhotos(name, perClass, perClass + count);
}

function realPhotos(name: string, from: number, to: number): string[] {
  const folder = join(sharedRoot, 'trashnet-half', name);
  return readdirSync(folder)
    .sort()
    .slice(from, to)
    .map((file) => join(folder, file));
}

/** Makes a lab with a model that was trained on real photos, frozen, at a small size. @returns its folder. */
async function makeTrainedLab(folder: string): Promise<string> {
  const photos = join(folder, 'photos');
  for (const [name, className] of Object.entries(classes)) {
    mkdirSync(join(photos, className), { recursive: true });
    for (const [index, path] of realPhotos(name, 0, perClass).entries())
      copyFileSync(path, join(photos, className, `${index}.jpg`));
  }
  const lab = join(folder, 'lab');
  await strandlineJson('init', lab);
  await strandlineJson('import', lab, photos);
  await strandlineJson('train', lab, '--image-size', '96', '--views', '1');
  return lab;
}

/**
 * A window test on a lab of 48 real photos with a trained model. The lab is made once per worker; each test opens a copy of
 * its own, which it may change.
 */
export const test = launchTest.extend<{ lab: string }, { trainedLab: string }>({
  trainedLab: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'strandline-trained-'));
      await use(await makeTrainedLab(folder));
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  lab: async ({ trainedLab }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-lab-'));
    const lab = join(folder, 'lab');
    cpSync(trainedLab, lab, { recursive: true });
    await use(lab);
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

test.skip(
  sharedData('trashnet-half') === undefined && !dataIsRequired,
  `the photos of trashnet-half are not at ${sharedRoot}`,
);
