import { type Dirent, existsSync } from 'node:fs';
import { access, constants, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ImportLayout, SkippedFile } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Side } from '#shared/learning/plan.ts';
import { isLitter, kindOfFile } from '#shared/domain/file-kind.ts';
import { databaseName } from '../lab.ts';
import { folderLists } from './folder-lists.ts';
import { whyUnreadable } from './unreadable.ts';

/** A file of the tree with what its folders say about it. */
export interface FoundPhoto {
  readonly path: string;
  /** Relative to the imported folder, with forward slashes. */
  readonly file: string;
  readonly classFolder: string;
  /** What makes photos belong to one sample: the sample folder, or the photo itself. */
  readonly sampleKey: string;
  /** The lab's own name of the sample; null where the photo itself is the sample. */
  readonly sampleName: string | null;
  readonly side: Side | null;
}

export interface FoundTree {
  readonly layout: Exclude<ImportLayout, 'auto'>;
  readonly photos: readonly FoundPhoto[];
  /** Files and folders that are left out, as paths relative to the folder. */
  readonly others: readonly SkippedFile[];
}

const sideOf: ReadonlyMap<string, Side> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** Lists beside the photos are read for themselves. */
const lists: readonly string[] = Object.values(folderLists);

/** Names of folders that say something else than a class, where a tree has folders of classes. */
export const foldersWithMeaning: readonly string[] = [...sideOf.keys(), 'images', 'labels'];

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
  refuseLab(directory);
  const listed = (await listFolder(directory)).map(({ path, reason }) => ({
    file: relative(directory, path).split(sep).join('/'),
    reason,
  }));
  const [whole] = listed.filter(({ file }) => file === '');
  if (whole !== undefined) throw new StrandlineError('bad-argument', `${directory}: ${whole.reason ?? ''}.`);
  const files = listed
    .filter(({ reason }) => reason === undefined)
    .map(({ file }) => file)
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
      ...listed.flatMap(({ file, reason }) => (reason === undefined ? [] : [{ file, reason }])),
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

/** @throws StrandlineError `bad-argument` for a folder of a lab: its photos are in that lab already, without a word about them. */
function refuseLab(directory: string): void {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, databaseName)))
      throw new StrandlineError(
        'bad-argument',
        `${directory} belongs to the lab ${folder}. To bring a lab's photos into another, export them there as a tree and import that.`,
      );
    if (dirname(folder) === folder) return;
  }
}

function decideLayout(directory: string, files: readonly string[]): FoundTree['layout'] {
  const depths = Map.groupBy(files, (file) => file.split('/').length);
  const [depth = 0] = [...depths].toSorted(([, a], [, b]) => b.length - a.length).map(([d]) => d);
  if (depth === 2) return 'class/photo';
  if (depth === 3) {
    const tops = new Set(
      files.filter((file) => file.split('/').length === 3).map((file) => file.slice(0, file.indexOf('/'))),
    );
    return [...tops].every((top) => sideOf.has(top.toLowerCase()))
      ? 'split/class/photo'
      : 'class/sample/photo';
  }
  throw new StrandlineError(
    'bad-argument',
    `The photos of ${directory} are not in folders that name their class. Put them into class/photo.jpg or class/sample/photo.jpg.`,
  );
}

function place(directory: string, file: string, layout: FoundTree['layout']): FoundPhoto {
  const path = join(directory, file);
  const [top = '', middle = ''] = file.split('/');
  if (layout === 'class/photo')
    return { path, file, classFolder: top, sampleKey: file, sampleName: null, side: null };
  if (layout === 'class/sample/photo') {
    return { path, file, classFolder: top, sampleKey: `${top}/${middle}`, sampleName: middle, side: null };
  }
  const side = sideOf.get(top.toLowerCase());
  if (side === undefined) {
    throw new StrandlineError(
      'bad-argument',
      `The folder ${top} in ${directory} is not train, val or test, as split/class/photo asks.`,
    );
  }
  return { path, file, classFolder: middle, sampleKey: file, sampleName: null, side };
}

/** A file or folder below a folder; what is left out has a reason. */
interface Listed {
  readonly path: string;
  readonly reason?: string;
}

/** All files below a folder. Links are left out, since they could lead out of it; hidden files are nobody's photos. */
async function listFolder(directory: string): Promise<Listed[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    return [{ path: directory, reason: whyUnreadable(error, 'folder') }];
  }
  // A lab has its photos already.
  if (entries.some(({ name }) => name === databaseName)) return [];
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !lists.includes(name.toLowerCase()))
      .map((entry) => (isLitter(entry.name) ? listLitter(directory, entry) : listEntry(directory, entry))),
  );
  return nested.flat();
}

async function listEntry(directory: string, entry: Dirent): Promise<Listed[]> {
  const path = join(directory, entry.name);
  if (entry.isDirectory()) return listFolder(path);
  if (entry.isFile()) return [{ path }];
  const reason = entry.isSymbolicLink()
    ? 'it is a link, which may lead out of the folder; put the photo itself here'
    : 'it is no file';
  return [{ path, reason }];
}

/** Nobody wants to read about litter; but what lies in a folder that nobody may look into could be photos. */
async function listLitter(directory: string, entry: Dirent): Promise<Listed[]> {
  if (!entry.isDirectory()) return [];
  const path = join(directory, entry.name);
  return access(path, constants.R_OK).then(
    () => [],
    (error: unknown) => [{ path, reason: whyUnreadable(error, 'folder') }],
  );
}
