import { posix } from 'node:path';
import { z } from 'zod';
import type { SkippedLine } from '#shared/domain/annotations.ts';
import type { Outline } from '#shared/domain/tray.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import { outlineOfBox } from '#shared/trays/outline-box.ts';
import { type RunLengths, outlineOfMask, runLengthsSchema } from '#shared/trays/run-lengths.ts';
import { whyUnreadable } from '../unreadable.ts';
import { pictureNamed, textOf } from './annotation-files.ts';
import type { AnnotatedPicture, AnnotatedThing, Annotations } from './annotations.ts';

/** Bytes of a file of annotations: all of it is held in memory, several times over. */
const largestFile = 256 * 1024 ** 2;

const id = z.union([z.number(), z.string().max(200)]);
const side = z.int().min(1).max(100_000);
const fileSchema = z.object({
  images: z.array(z.unknown()),
  annotations: z.array(z.unknown()).default([]),
  categories: z.array(z.unknown()).default([]),
});
const imageSchema = z.object({
  id,
  file_name: z.string().min(1).max(4096),
  width: side.optional(),
  height: side.optional(),
});
const categorySchema = z.object({ id, name: z.string().max(1000) });
const annotationSchema = z.object({
  id: id.optional(),
  image_id: id,
  category_id: id.nullish(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  iscrowd: z.union([z.literal([0, 1]), z.boolean()]).optional(),
  segmentation: z.union([z.array(z.array(z.number()).max(40_000)).max(10_000), runLengthsSchema]).optional(),
});
type CocoAnnotation = z.infer<typeof annotationSchema>;
interface Category {
  readonly id: unknown;
  readonly name: string;
}

/**
 * Pictures and things of COCO's files: every `.json` of a folder, or of its `annotations/`, that has a list of images. Pictures
 * lie where `file_name` says, below the folder, its `images/`, or beside the file.
 *
 * @param files all of the folder, see `filesBelow`.
 * @returns undefined where there is no such file.
 */
export function readCoco(folder: string, files: readonly string[]): Annotations | undefined {
  const skipped: SkippedLine[] = [];
  const read = files
    .filter((file) => /^(?:annotations\/)?[^/]+\.json$/i.test(file))
    .map((file) => [file, contentOf(folder, file, skipped)] as const)
    .filter(([, content]) => content !== undefined);
  if (read.length === 0 && skipped.length === 0) return undefined;
  const pictures = read.flatMap(([file, content]) =>
    content === undefined ? [] : picturesIn(folder, file, content, skipped),
  );
  return { format: 'coco', pictures, skipped };
}

/** @returns undefined for what is no COCO: any other JSON may lie there. */
function contentOf(
  folder: string,
  file: string,
  skipped: SkippedLine[],
): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.safeParse(JSON.parse(textOf(folder, file, largestFile))).data;
  } catch (error) {
    skipped.push({
      file,
      line: null,
      entry: null,
      reason: error instanceof SyntaxError ? 'it is no JSON' : whyUnreadable(error),
    });
    return undefined;
  }
}

function picturesIn(
  folder: string,
  file: string,
  content: z.infer<typeof fileSchema>,
  skipped: SkippedLine[],
): AnnotatedPicture[] {
  const skip = (entry: string, reason: string): void =>
    void skipped.push({ file, line: null, entry, reason });
  const images = parsed(imageSchema, content.images, 'image', skip);
  const categories = new Map(
    parsed(categorySchema, content.categories, 'category', skip).map((one): [unknown, Category] => [
      one.id,
      one,
    ]),
  );
  const annotations = parsed(annotationSchema, content.annotations, 'annotation', skip);
  const byImage = Map.groupBy(annotations, (one) => one.image_id);
  const known = new Set(images.map((one) => one.id));
  for (const [image, of] of byImage)
    if (!known.has(image)) skip(`image ${image}`, `it has ${of.length} annotations and is not in the file`);
  const bases = ['', 'images', posix.dirname(file), posix.join(posix.dirname(file), 'images')];
  return images.flatMap(({ id: image, file_name: name, width, height }): AnnotatedPicture[] => {
    const found = pictureNamed(folder, name, bases);
    const size = width === undefined || height === undefined ? null : { width, height };
    if (found === undefined) {
      skip(
        `image ${image}`,
        `it is called ${JSON.stringify(name.slice(0, 80))}, which leads out of the folder; it was not opened`,
      );
      return [];
    }
    const things = (byImage.get(image) ?? []).flatMap((one) =>
      thingOf(one, { file, size, categories, skip }),
    );
    return [{ name, file: found, unit: 'pixel', size, things }];
  });
}

/** Told of what is left out: what of the file it is, and why. */
type Skip = (entry: string, reason: string) => void;

/** Rows of a list, one by one: one that is wrong takes no other along. */
function parsed<S extends z.ZodType>(
  schema: S,
  rows: readonly unknown[],
  what: string,
  skip: Skip,
): z.infer<S>[] {
  return rows.flatMap((row, index) => {
    const { data, error } = schema.safeParse(row);
    if (error === undefined) return [data];
    const [issue] = error.issues;
    skip(
      `${what} ${index + 1} of the list`,
      `it cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
    return [];
  });
}

interface Around {
  readonly file: string;
  readonly size: AnnotatedPicture['size'];
  readonly categories: ReadonlyMap<unknown, Category>;
  readonly skip: Skip;
}

function thingOf(one: CocoAnnotation, { file, size, categories, skip }: Around): AnnotatedThing[] {
  const entry = `${one.id === undefined ? 'an annotation' : `annotation ${one.id}`} of image ${one.image_id}`;
  const say = (reason: string): [] => {
    skip(entry, reason);
    return [];
  };
  if (one.iscrowd === 1 || one.iscrowd === true)
    return say('it stands for a crowd of things, which are not told apart');
  const category = categories.get(one.category_id ?? undefined);
  if (category === undefined && one.category_id !== undefined && one.category_id !== null)
    return say(`its category ${one.category_id} is not in the file`);
  const outline = outlineIn(one, size, say);
  if (typeof outline === 'string') return say(outline);
  return [{ outline, className: category?.name ?? null, at: { file, line: null, entry } }];
}

/** The outline of a thing, else its box. @param say told what of it is left out. @returns why there is neither. */
function outlineIn(
  { segmentation, bbox }: CocoAnnotation,
  size: AnnotatedPicture['size'],
  say: (reason: string) => void,
): Outline | string {
  if (segmentation !== undefined && !Array.isArray(segmentation)) return outlineOfRuns(segmentation, size);
  const parts = (segmentation ?? []).filter((part) => part.length > 0);
  if (parts.length === 0) {
    if (bbox === undefined) return 'it has neither an outline nor a box';
    const [x, y, width, height] = bbox;
    if (width <= 0 || height <= 0) return 'its box has no area';
    return outlineOfBox({ x, y, width, height });
  }
  const odd = parts.find((part) => part.length < 6 || part.length % 2 === 1);
  if (odd !== undefined)
    return odd.length % 2 === 1
      ? 'its outline has an odd number of numbers'
      : 'its outline has fewer than three corners';
  const outlines = parts.map(cornersOf);
  const largest = outlines.reduce((most, part) => (outlineArea(part) > outlineArea(most) ? part : most));
  if (outlineArea(largest) === 0) return 'its outline has no area';
  if (outlines.length > 1) say(`it has ${outlines.length} parts, and the largest alone was taken`);
  return largest;
}

function cornersOf(numbers: readonly number[]): [number, number][] {
  return Array.from({ length: numbers.length / 2 }, (_, at) => [
    numbers[2 * at] ?? 0,
    numbers[2 * at + 1] ?? 0,
  ]);
}

function outlineOfRuns(runs: RunLengths, size: AnnotatedPicture['size']): Outline | string {
  const [height, width] = runs.size;
  if (size !== null && (size.width !== width || size.height !== height))
    return `its mask has ${width} x ${height} pixels, and its image ${size.width} x ${size.height}`;
  return outlineOfMask(runs);
}
