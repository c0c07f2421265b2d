import type { ImportWarning } from '../domain/import.ts';
import { type DetectionFormat, type Peek, detectionTree } from './detection-tree.ts';
import { isPhotoName } from './file-names.ts';
import { isContainerName, looksLikeSample, sideNamed } from './folder-names.ts';

/** What the folders of an import mean. `detection`: boxes or outlines in photos, which Strandline has no use for. */
export type Layout =
  | 'flat'
  | 'sample/photo'
  | 'class/photo'
  | 'class/sample/photo'
  | 'split/class/photo'
  | 'detection'
  | 'unknown';

export interface RecognisedLayout {
  readonly layout: Layout;
  /** Of a detection tree. */
  readonly format: DetectionFormat | null;
  /** What speaks for it, in a sentence: of `detection` and `unknown` also what to do. */
  readonly reason: string;
  /** What else the folders may mean. */
  readonly doubts: readonly ImportWarning[];
}

/** More photos than this in one folder are rather those of a class. */
const mostAngles = 36;
/** Fewer folders than this are no series of samples. */
const fewestSamples = 3;

/**
 * Decides what the folders of a tree mean, and says what else they may mean.
 *
 * @param files of the tree, photos and others, as relative paths with forward slashes.
 * @param classes names of the lab's classes: a folder of such a name is a class, whatever it looks like.
 */
export async function recogniseLayout(
  files: readonly string[],
  peek: Peek,
  classes: ReadonlySet<string> = new Set(),
): Promise<RecognisedLayout> {
  const detection = await detectionTree(files, peek);
  if (detection !== undefined) {
    const { format, files: some } = detection;
    const reason = detectionSentence(format, some[0] ?? '');
    return { layout: 'detection', format, reason, doubts: [odd(reason, some)] };
  }
  const photos = files.filter(isPhotoName).map((file) => ({ file, folders: file.split('/').slice(0, -1) }));
  const depths = Map.groupBy(photos, ({ folders }) => folders.length);
  const [depth = 0, most = []] = [...depths].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const decided = { format: null, doubts: [] };
  if (depth === 0) return { ...decided, layout: 'flat', reason: 'The photos lie in no folders.' };
  if (depth === 1) return ofOneFolder(most, classes);
  if (depth === 2) return ofTwoFolders(most, classes);
  return {
    ...decided,
    layout: 'unknown',
    reason: `Most photos lie ${depth} folders deep. Import a folder within, so that they lie in class/photo.jpg, class/sample/photo.jpg or sample/photo.jpg.`,
  };
}

interface PlacedPhoto {
  readonly file: string;
  readonly folders: readonly string[];
}

function ofOneFolder(photos: readonly PlacedPhoto[], classes: ReadonlySet<string>): RecognisedLayout {
  const byFolder = Map.groupBy(photos, ({ folders: [top = ''] }) => top);
  const tops = [...byFolder.keys()];
  const numbers = tops.filter((top) => looksLikeSample(top) && !classes.has(top));
  const sizes = [...byFolder.values()].map(({ length }) => length).toSorted((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const examples = numbers.slice(0, 3).join(', ');
  if (numbers.length === tops.length && tops.length >= fewestSamples && median <= mostAngles) {
    const reason = `The folders are called as samples are (${examples}): each is taken as a sample without a class. If they are classes, choose the layout class/photo.`;
    return { layout: 'sample/photo', format: null, reason, doubts: [odd(reason, numbers)] };
  }
  const doubts = [...containerDoubts(tops, classes), ...sideDoubts(tops, classes)];
  if (numbers.length * 2 > tops.length)
    doubts.push(
      odd(
        `The folders ${examples} are called as samples are, but are taken as classes. If they are samples, choose the layout sample/photo.`,
        numbers,
      ),
    );
  return { layout: 'class/photo', format: null, reason: 'The photos lie in one folder each.', doubts };
}

function ofTwoFolders(photos: readonly PlacedPhoto[], classes: ReadonlySet<string>): RecognisedLayout {
  const tops = [...new Set(photos.map(({ folders: [top = ''] }) => top))];
  const inner = new Map(
    [...Map.groupBy(photos, ({ folders: [top = ''] }) => top)].map(([top, placed]) => [
      top,
      new Set(placed.map(({ folders: [, middle = ''] }) => middle)),
    ]),
  );
  if (tops.every((top) => sideNamed(top) !== undefined)) {
    const middles = [...new Set([...inner.values()].flatMap((names) => [...names]))];
    return {
      layout: 'split/class/photo',
      format: null,
      reason: 'The folders are the sides of a split, with classes in them.',
      doubts: containerDoubts(middles, classes),
    };
  }
  return {
    layout: 'class/sample/photo',
    format: null,
    reason: 'The photos lie in two folders each.',
    doubts: [...containerDoubts(tops, classes), ...sideDoubts(tops, classes), ...outerDoubts(inner, classes)],
  };
}

/** A folder around the classes: one alone, or one for each survey, in which the same words come again. */
function outerDoubts(
  inner: ReadonlyMap<string, ReadonlySet<string>>,
  classes: ReadonlySet<string>,
): ImportWarning[] {
  const tops = [...inner.keys()];
  const middles = [...new Set([...inner.values()].flatMap((names) => [...names]))];
  const words = middles.filter((middle) => classes.has(middle) || !looksLikeSample(middle));
  const [only] = tops;
  if (only === undefined || tops.some((top) => classes.has(top)) || words.length * 2 <= middles.length)
    return [];
  const some = words.slice(0, 3).join(', ');
  if (tops.length === 1 && (words.length > 1 || isContainerName(only)))
    return [
      odd(
        `All photos lie in the folder ${only}, which is taken as the class; ${some} are taken as samples. If they are classes, import the folder ${only} itself.`,
        tops,
      ),
    ];
  const again = words.filter((word) => [...inner.values()].every((names) => names.has(word)));
  if (tops.length < 2 || again.length < 2) return [];
  return [
    odd(
      `${tops.slice(0, 3).join(', ')} are taken as classes, and ${some}, which are in each of them, as samples. If they are surveys with classes in them, import each of them by itself.`,
      tops,
    ),
  ];
}

function containerDoubts(folders: readonly string[], classes: ReadonlySet<string>): ImportWarning[] {
  return folders
    .filter((folder) => isContainerName(folder) && !classes.has(folder))
    .map((folder) =>
      odd(
        `The folder ${folder} is taken as a class. If it only holds the photos, give it no class, or import it by itself.`,
        [folder],
      ),
    );
}

function sideDoubts(folders: readonly string[], classes: ReadonlySet<string>): ImportWarning[] {
  const sides = folders.filter((folder) => sideNamed(folder) !== undefined && !classes.has(folder));
  if (sides.length === 0) return [];
  return [
    odd(
      `${sides.join(', ')} ${sides.length === 1 ? 'is a side' : 'are sides'} of a split by the name, but taken as ${sides.length === 1 ? 'a class' : 'classes'}: a given split has its classes in folders within train, val and test.`,
      sides,
    ),
  ];
}

function detectionSentence(format: DetectionFormat, file: string): string {
  const what =
    format === 'masks'
      ? `outlines of things in photos (masks, ${file})`
      : `boxes or outlines of things in photos (${format}, ${file})`;
  return `The folder holds ${what}. Strandline tells what a whole photo shows: it reads no boxes, and folders such as images and labels are no classes. Cut the things out into class/photo.jpg, or take the whole photos without classes: choose the layout flat.`;
}

function odd(message: string, files: readonly string[]): ImportWarning {
  return { code: 'odd-layout', message, files: [...files] };
}
