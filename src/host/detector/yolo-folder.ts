import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { Box } from '#shared/trays/box.ts';
import { boxAround } from '#shared/trays/outline-box.ts';
import { yoloThing } from '#shared/trays/yolo-line.ts';
import { photoExtensions } from '#shared/domain/photo-extensions.ts';
import type { AnnotatedPicture } from './detector.ts';
import { sidesOf } from './working-picture.ts';

/**
 * The pictures of a folder with `images/` and `labels/` in YOLO's form: a text beside each picture, a line for each box,
 * `class x y width height`, its middle and sides as shares of the picture; an outline counts by the box around it. A picture
 * without a text, or with an empty one, has no fragments.
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

function boxesIn(text: string, { width, height }: { width: number; height: number }, file: string): Box[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const thing = yoloThing(line);
    if (thing === undefined) return [];
    if (typeof thing === 'string')
      throw new StrandlineError('bad-argument', `Line ${index + 1} of ${file} is no box: ${thing}.`, {
        file,
      });
    return [boxAround(thing.outline.map(([x, y]) => [x * width, y * height]))];
  });
}
