import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { randomPhoto, writeTree, writeTwoClasses } from '../../tests/support/photos.ts';
import { mustRun } from './program.ts';

/** A folder of photos that are like no others, in two classes. @returns how many there are. */
export async function paintPhotos(folder: string, samples: number, angles: number): Promise<number> {
  for (let sample = 0; sample < samples; sample += 1) {
    for (let angle = 0; angle < angles; angle += 1) {
      const name = `${sample % 2 === 0 ? 'plastic' : 'shell'}/s${sample}/${angle}.jpg`;
      await writeTree(folder, {
        [name]: await randomPhoto(sample * 10 + angle, { width: 240, height: 180 }),
      });
    }
  }
  return samples * angles;
}

/** A lab of two classes that a network tells apart. @returns its folder. */
export async function learnableLab(folder: string): Promise<string> {
  const [photos, lab] = [join(folder, 'photos'), join(folder, 'lab')];
  await writeTwoClasses(photos, 12, 2);
  await mustRun('init', lab);
  await mustRun('import', lab, photos);
  await mustRun('split', lab);
  return lab;
}

/** A lab of its own for the next blow. @returns its folder. */
export function copyOf(lab: string, name: string): string {
  const copy = join(lab, '..', name);
  cpSync(lab, copy, { recursive: true });
  return copy;
}
