import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { ImportLayout } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Side } from '#shared/learning/plan.ts';
import { isLitter, kindOfFile, litterNames } from '#shared/domain/file-kind.ts';
import { databaseName } from '../lab.ts';
import { folderLists } from './folder-lists.ts';

/** A file of the tree with what its folders say about it. */
export interface FoundPhoto {
  readonly path: string;
  /** Relative to the imported folder, with forward slashes. */
  readonly file: string;
  readonly classFolder: string;
  /** What makes photos belong to one sample: the sample folder, or the photo itself. */
  readonly sampleKey: string;
  readonly side: Side | null;
}

export interface FoundTree {
  readonly layout: Exclude<ImportLayout, 'auto'>;
  readonly photos: readonly FoundPhoto[];
  /** Files that are left out, as paths relative to the folder. */
  readonly others: readonly { readonly file: string; readonly reason: string }[];
}

const sideOf: Record<string, Side> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
};

/** Lists beside the photos are read for themselves. */
const lists: readonly string[] = Object.values(folderLists);

/** Names of folders that say something else than a class, where a tree has folders of classes. */
export const foldersWithMeaning: readonly string[] = [
  ...Object.keys(sideOf),
  ...litterNames,
  'images',
  'labels',
];

/** Numbers within names count as numbers, so that `angle-10` comes after `angle-9`. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Reads a folder of photos and decides what its folders mean.
 *
 * @throws StrandlineError `folder-not-found`, `folder-empty`, or `bad-argument` where the folders are none of the layouts.
 */
export async function readTree(directory: string, layout: ImportLayout): Promise<FoundTree> {
  if (!existsSync(directory))
    throw new StrandlineError('folder-not-found', `There is no folder ${directory}.`);
  const files = (await listFiles(directory))
    .map((path) => relative(directory, path).split(sep).join('/'))
    .sort(byName);
  const isPhoto = (file: string): boolean => kindOfFile(basename(file)).kind === 'photo';
  const photoFiles = files.filter(isPhoto);
  if (photoFiles.length === 0)
    throw new StrandlineError('folder-empty', `There are no photos in ${directory}.`);
  const decided = layout === 'auto' ? decideLayout(directory, photoFiles) : layout;
  const depth = decided === 'class/photo' ? 2 : 3;
  const placed = Map.groupBy(photoFiles, (file) => file.split('/').length === depth);
  return {
    layout: decided,
    photos: (placed.get(true) ?? []).map((file) => place(directory, file, decided)),
    others: [
      ...files.flatMap((file) => {
        const kind = kindOfFile(basename(file));
        return kind.kind === 'other' ? [{ file, reason: kind.reason }] : [];
      }),
      ...(placed.get(false) ?? []).map((file) => ({
        file,
        reason: `it is not where the layout ${decided} has its photos`,
      })),
    ],
  };
}

function decideLayout(directory: string, files: readonly string[]): FoundTree['layout'] {
  const depths = Map.groupBy(files, (file) => file.split('/').length);
  const [depth = 0] = [...depths].toSorted(([, a], [, b]) => b.length - a.length).map(([d]) => d);
  if (depth === 2) return 'class/photo';
  if (depth === 3) {
    const tops = new Set(
      files.filter((file) => file.split('/').length === 3).map((file) => file.slice(0, file.indexOf('/'))),
    );
    return [...tops].every((top) => top.toLowerCase() in sideOf) ? 'split/class/photo' : 'class/sample/photo';
  }
  throw new StrandlineError(
    'bad-argument',
    `The photos of ${directory} are not in folders that name their class. Put them into class/photo.jpg or class/sample/photo.jpg.`,
  );
}

function place(directory: string, file: string, layout: FoundTree['layout']): FoundPhoto {
  const path = join(directory, file);
  const [top = '', middle = ''] = file.split('/');
  if (layout === 'class/photo') return { path, file, classFolder: top, sampleKey: file, side: null };
  if (layout === 'class/sample/photo') {
    return { path, file, classFolder: top, sampleKey: `${top}/${middle}`, side: null };
  }
  const side = sideOf[top.toLowerCase()];
  if (side === undefined) {
    throw new StrandlineError(
      'bad-argument',
      `The folder ${top} in ${directory} is not train, val or test, as split/class/photo asks.`,
    );
  }
  return { path, file, classFolder: middle, sampleKey: file, side };
}

/** All files below a folder; hidden ones and links are left alone, since a link could lead out of the folder. */
async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  // A lab has its photos already.
  if (entries.some(({ name }) => name === databaseName)) return [];
  const wanted = entries.filter(({ name }) => !isLitter(name) && !lists.includes(name.toLowerCase()));
  const nested = await Promise.all(wanted.map((entry) => filesOf(directory, entry)));
  return nested.flat();
}

async function filesOf(directory: string, entry: Dirent): Promise<string[]> {
  const path = join(directory, entry.name);
  if (entry.isDirectory()) return listFiles(path);
  return entry.isFile() ? [path] : [];
}
