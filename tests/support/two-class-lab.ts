import { join } from 'node:path';
import { temporaryFolder } from './labs.ts';
import { writeTwoClasses } from './photos.ts';
import { strandlineJson } from './strandline.ts';

/** A lab, made by the command, of two classes that differ in brightness. @param from other photos. @returns its folder. */
export async function twoClassLab(samplesEach: number, angles: number, from = 0): Promise<string> {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, samplesEach, angles, from);
  const lab = join(temporaryFolder(), 'lab');
  await strandlineJson('init', lab);
  await strandlineJson('import', lab, photos);
  return lab;
}
