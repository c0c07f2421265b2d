import { endingOf, isPhotoName } from './file-names.ts';

/** Reads the beginning and the end of a file, some 64 kB each; '' where it cannot be read. */
export type Peek = (file: string) => Promise<string>;

/** How data sets for finding things in photos keep their boxes and outlines. */
export type DetectionFormat =
  'YOLO' | 'COCO' | 'CreateML' | 'Pascal VOC' | 'LabelMe' | 'TensorFlow' | 'masks';

export interface DetectionTree {
  readonly format: DetectionFormat;
  /** Some of the files that say so. */
  readonly files: readonly string[];
}

interface BesidePhotos {
  readonly format: DetectionFormat;
  readonly endings: readonly string[];
  /** Folders of the labels, each with that of the photos in its place. */
  readonly places: readonly (readonly [labels: string, photos: string])[];
  /** What such a file looks like; undefined: its place says enough. */
  readonly looks?: RegExp;
}

/** One file of labels per photo, of the photo's name. */
const besidePhotos: readonly BesidePhotos[] = [
  { format: 'YOLO', endings: ['txt'], places: [['labels', 'images']] },
  { format: 'YOLO', endings: ['txt'], places: [['', '']], looks: /^\s*\d+(?:[ \t]+-?\d*\.?\d+){4,}\s*$/m },
  {
    format: 'Pascal VOC',
    endings: ['xml'],
    places: [
      ['annotations', 'jpegimages'],
      ['annotations', 'images'],
      ['labels', 'images'],
      ['', ''],
    ],
    looks: /<annotation[\s>]/,
  },
  {
    format: 'LabelMe',
    endings: ['json'],
    places: [
      ['annotations', 'images'],
      ['labels', 'images'],
      ['', ''],
    ],
    looks: /"shapes"\s*:/,
  },
  {
    format: 'masks',
    endings: ['png', 'tif', 'tiff', 'bmp'],
    places: [
      ['masks', 'images'],
      ['mask', 'image'],
      ['labels', 'images'],
      ['annotations', 'images'],
      ['segmentationclass', 'jpegimages'],
    ],
  },
];

/** One file of labels for many photos. */
const forAllPhotos: readonly {
  readonly format: DetectionFormat;
  readonly endings: readonly string[];
  readonly looks: RegExp;
}[] = [
  {
    format: 'COCO',
    endings: ['json'],
    looks:
      /"images"\s*:\s*\[[\s\S]*?(?:"annotations"\s*:\s*\[|"file_name"\s*:)|"annotations"\s*:\s*\[[\s\S]*"images"\s*:\s*\[/,
  },
  { format: 'CreateML', endings: ['json'], looks: /"annotations"\s*:\s*\[\s*\{\s*"(?:label|coordinates)"/ },
  { format: 'TensorFlow', endings: ['csv'], looks: /(?:^|[,;])xmin[,;]/m },
];

/** More files than these are not looked into: the first ones are like the others. */
const mostPeeks = 8;

/**
 * Tells a data set for detection or segmentation from folders of classes: `images/` beside `labels/`, boxes beside the
 * photos, or one list of all boxes.
 *
 * @param files of the whole tree, as relative paths. @returns undefined where there is no sign of one.
 */
export async function detectionTree(
  files: readonly string[],
  peek: Peek,
): Promise<DetectionTree | undefined> {
  const photos = new Set(files.filter(isPhotoName).map(keyOf));
  for (const { format, endings, places, looks } of besidePhotos) {
    const labels = files.filter(
      (file) => endings.includes(endingOf(file)) && places.some((place) => hasPhoto(photos, file, place)),
    );
    const sure = looks === undefined ? labels : await lookingLike(looks, labels, peek);
    if (sure.length > 0) return { format, files: sure };
  }
  const lists = files.filter((file) => file.split('/').length <= 3).toSorted(byPromise);
  for (const { format, endings, looks } of forAllPhotos) {
    const candidates = lists.filter((file) => endings.includes(endingOf(file)));
    const sure = await lookingLike(looks, candidates, peek);
    if (sure.length > 0) return { format, files: sure };
  }
  return yoloOfList(files, peek);
}

/** A `data.yaml` that names sides and classes, with the photos in folders `images`. */
async function yoloOfList(files: readonly string[], peek: Peek): Promise<DetectionTree | undefined> {
  const inImages = files.some((file) => isPhotoName(file) && foldersOf(file).includes('images'));
  const lists = files.filter((file) => /^[^/]+\.ya?ml$/i.test(file));
  const sure = inImages ? await lookingLike(/^\s*(?:names|nc)\s*:/m, lists, peek) : [];
  return sure.length > 0 ? { format: 'YOLO', files: sure } : undefined;
}

async function lookingLike(looks: RegExp, files: readonly string[], peek: Peek): Promise<string[]> {
  const some = files.slice(0, mostPeeks);
  const heads = await Promise.all(some.map(peek));
  return some.filter((_, index) => looks.test(heads[index] ?? ''));
}

/** Whether the photo of a file of labels is where the format has it. */
function hasPhoto(
  photos: ReadonlySet<string>,
  file: string,
  [labels, images]: readonly [string, string],
): boolean {
  const key = keyOf(file);
  if (labels === '') return !isPhotoName(file) && photos.has(key);
  const parts = key.split('/');
  return parts.some(
    (part, index) =>
      index < parts.length - 1 && part === labels && photos.has(parts.with(index, images).join('/')),
  );
}

/** A path without its ending, as file systems compare it. */
function keyOf(file: string): string {
  return file.slice(0, -endingOf(file).length - 1).toLowerCase();
}

function foldersOf(file: string): string[] {
  return file.toLowerCase().split('/').slice(0, -1);
}

/** Names that lists of boxes usually have come first, then those that lie further up. */
function byPromise(a: string, b: string): number {
  const promise = (file: string): number => (/annotation|instances|coco|labels|boxes/i.test(file) ? 0 : 1);
  return promise(a) - promise(b) || a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}
