import { basename, extname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SkippedLine } from '#shared/domain/annotations.ts';
import { yoloThing } from '#shared/trays/yolo-line.ts';
import { whyUnreadable } from '../unreadable.ts';
import { isPicture, textOf } from './annotation-files.ts';
import type { AnnotatedPicture, AnnotatedThing, Annotations } from './annotations.ts';

/** Bytes of a text of labels, and of a list of names; those of real pictures are a thousandth of it. */
const largestLabels = 16 * 1024 ** 2;
const largestNames = 1024 ** 2;

/** Of what is about all of a file. */
const whole = { line: null, entry: null };

/** A name that YAML takes for a number is one; a list or a table is none. */
const nameSchema = z.union([z.string(), z.number(), z.boolean()]);
const namesSchema = z.object({
  names: z
    .union([z.array(nameSchema), z.record(z.string(), nameSchema)])
    .transform((names) => new Map(Object.entries(names).map(([at, name]) => [Number(at), String(name)]))),
});

/**
 * Pictures and labels in YOLO's folders: for each picture below a folder `images` a text of the same name below its `labels`,
 * and `data.yaml` (or `classes.txt`) with the names of the classes. A picture with an empty text has nothing on it; one without
 * a text is left out, since nobody says so of it.
 *
 * @param files all of the folder, see `filesBelow`.
 * @returns undefined where there are no folders `labels`.
 */
export function readYolo(folder: string, files: readonly string[]): Annotations | undefined {
  const texts = files.filter((file) => hasPart(file, 'labels') && isLabels(file));
  const pictures = new Map(
    files.filter((file) => isPicture(file) && hasPart(file, 'images')).map((file) => [stem(file), file]),
  );
  if (texts.length === 0) return undefined;
  const skipped: SkippedLine[] = [];
  const names = namesIn(folder, files, skipped);
  const read = texts.map((text): AnnotatedPicture => {
    const key = stem(text.replace(/(^|\/)labels(?=\/(?!.*(?:^|\/)labels\/))/, '$1images'));
    const file = pictures.get(key);
    pictures.delete(key);
    return {
      name: file ?? basename(text, '.txt'),
      file: file === undefined ? null : join(folder, file),
      unit: 'share',
      size: null,
      things: thingsIn(folder, text, names, skipped),
    };
  });
  for (const file of pictures.values())
    skipped.push({
      file,
      ...whole,
      reason: 'it has no labels; add it as a picture, or put an empty text beside it',
    });
  return { format: 'yolo', pictures: read, skipped };
}

function hasPart(file: string, part: string): boolean {
  return file.split('/').slice(0, -1).includes(part);
}

function isLabels(file: string): boolean {
  return extname(file) === '.txt' && !['classes.txt', 'README.txt'].includes(basename(file));
}

function stem(file: string): string {
  return file.slice(0, file.length - extname(file).length);
}

/** Names of classes by their numbers; undefined where nobody names them. */
function namesIn(
  folder: string,
  files: readonly string[],
  skipped: SkippedLine[],
): ReadonlyMap<number, string> | undefined {
  const [file] = ['data.yaml', 'data.yml', 'dataset.yaml', 'classes.txt', 'labels/classes.txt'].filter(
    (name) => files.includes(name),
  );
  if (file === undefined) return undefined;
  try {
    const text = textOf(folder, file, largestNames);
    if (file.endsWith('.txt')) return new Map(text.trim().split(/\r?\n/).entries());
    return namesSchema.parse(parse(text, { maxAliasCount: 0, logLevel: 'silent' })).names;
  } catch (error) {
    const isForm = error instanceof z.ZodError || (error instanceof Error && error.name === 'YAMLParseError');
    skipped.push({
      file,
      ...whole,
      reason: isForm ? 'it names no classes that can be read' : whyUnreadable(error),
    });
    return undefined;
  }
}

function thingsIn(
  folder: string,
  file: string,
  names: ReadonlyMap<number, string> | undefined,
  skipped: SkippedLine[],
): AnnotatedThing[] {
  let text: string;
  try {
    text = textOf(folder, file, largestLabels);
  } catch (error) {
    skipped.push({ file, ...whole, reason: whyUnreadable(error) });
    return [];
  }
  return text.split(/\r?\n/).flatMap((words, index) => {
    const line = index + 1;
    const skip = (reason: string): [] => {
      skipped.push({ file, line, entry: null, reason });
      return [];
    };
    const thing = yoloThing(words);
    if (thing === undefined) return [];
    if (typeof thing === 'string') return skip(thing);
    const className = names?.get(thing.classIndex) ?? null;
    if (names !== undefined && className === null)
      return skip(`its class ${thing.classIndex} is not among the ${names.size} names of the classes`);
    return [{ outline: thing.outline, className, at: { file, line, entry: null } }];
  });
}
