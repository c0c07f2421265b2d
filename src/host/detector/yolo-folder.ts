import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { Box } from '#shared/trays/box.ts';
import { photoExtensions } from '#shared/domain/photo-extensions.ts';
import type { AnnotatedPicture } from './detector.ts';
import { sidesOf } from './working-picture.ts';

/**
 * The pictures of a folder with `images/` and `labels/` in YOLO's form: a text beside each picture, a line for each box,
 * `class x y width height`, its middle and sides as shares of the picture. A picture without a text, or with an empty one,
 * has no fragments.
 *
 * @returns by name.
 * @throws StrandlineError `not-found` without the two folders or pictures; `bad-argument` naming a line that is no box;
 *   `photo-unreadable`.
 */
export async function readYoloFolder(folder: string): Promise<AnnotatedPicture[]> {
  const [images, labels] = [join(folder, 'images'), join(folder, 'labels')];
  for (const needed of [images, labels])
    if (!existsSync(needed))
      throw new StrandlineError('not-found', `${folder} lacks the folder ${basename(needed)}.`, { folder });
  const names = readdirSync(images).filter(isPicture).sort();
  if (names.length === 0)
    throw new StrandlineError('not-found', `There are no pictures in ${images}.`, { folder });
  return Promise.all(
    names.map(async (name) => {
      const file = join(images, name);
      const text = join(labels, `${basename(name, extname(name))}.txt`);
      const boxes = existsSync(text) ? boxesIn(readFileSync(text, 'utf8'), await sidesOf(file), text) : [];
      return { file, name, boxes };
    }),
  );
}

function isPicture(name: string): boolean {
  return photoExtensions.includes(extname(name).slice(1).toLowerCase());
}

function boxesIn(text: string, sides: { width: number; height: number }, file: string): Box[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    if (words[0] === '') return [];
    const [x = NaN, y = NaN, w = NaN, h = NaN] = words.slice(1).map(Number);
    if (words.length < 5 || ![x, y, w, h].every((value) => value >= 0 && value <= 1) || w === 0 || h === 0)
      throw new StrandlineError(
        'bad-argument',
        `Line ${index + 1} of ${file} is no box: it has to be a class and four numbers from 0 to 1.`,
        { file },
      );
    const [width, height] = [w * sides.width, h * sides.height];
    return [{ x: x * sides.width - width / 2, y: y * sides.height - height / 2, width, height }];
  });
}
