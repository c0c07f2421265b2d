import { join } from 'node:path';
import { randomPhoto, writeTree } from '../../support/photos.ts';
import { strandlineJson } from '../../support/strandline.ts';

/** Makes a lab of two samples in two classes, a photo each. @returns its folder. */
export async function twoPhotoLab(folder: string): Promise<string> {
  const photos = join(folder, 'North Bay');
  await writeTree(photos, {
    'plastic/1.jpg': await randomPhoto(1),
    'not-plastic/2.jpg': await randomPhoto(2),
  });
  const lab = join(folder, 'lab');
  await strandlineJson('init', lab);
  await strandlineJson('import', lab, photos);
  return lab;
}
