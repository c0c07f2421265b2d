import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ImportLayout, ImportOptions, ImportWarning, SkippedFile } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { byName } from '#shared/imports/file-names.ts';
import { sideFolders, sideNamed } from '#shared/imports/folder-names.ts';
import { type RecognisedLayout, recogniseLayout } from '#shared/imports/layout.ts';
import type { Side } from '#shared/learning/plan.ts';
import { kindOfFile } from '#shared/domain/file-kind.ts';
import { peekFile } from '#host/lib/peek-file.ts';
import { databaseName } from '../lab-paths.ts';
import { type Listed, listFolder } from './list-folder.ts';

/** A file of the tree with what its folders say about it. */
export interface FoundPhoto {
  readonly path: string;
  /** Relative to the imported folder, with forward slashes. */
  readonly file: string;
  /** '' where the layout has no folders of classes. */
  readonly classFolder: string;
  /** What makes photos belong to one sample: the sample folder, or the photo itself. */
  readonly sampleKey: string;
  /** The lab's own name of the sample; null where the photo itself is the sample. */
  readonly sampleName: string | null;
  readonly side: Side | null;
}

export type FoundLayout = Exclude<ImportLayout, 'auto'>;

export interface FoundTree {
  readonly layout: FoundLayout;
  readonly photos: readonly FoundPhoto[];
  /** What else the folders may mean. */
  readonly doubts: readonly ImportWarning[];
  /** Files and folders that are left out, as paths relative to the folder. */
  readonly others: readonly SkippedFile[];
}

/** Names of folders that say something else than a class, where a tree has folders of classes. */
export const foldersWithMeaning: readonly string[] = [...sideFolders, 'images', 'labels'];

/** How many folders a photo lies in; a flat one has all its photos side by side. */
const depths: Readonly<Record<FoundLayout, number>> = {
  flat: 0,
  'sample/photo': 1,
  'class/photo': 1,
  'class/sample/photo': 2,
  'split/class/photo': 2,
};

/**
 * Reads a folder of photos and decides what its folders mean.
 *
 * @param classes names of the lab's classes. @param besides files that are read for something else.
 * @throws StrandlineError `folder-not-found`, `folder-empty`, or `bad-argument` where the folders are none of the layouts.
 */
export async function readTree(
  { directory, files: chosen, layout }: Pick<ImportOptions, 'directory' | 'files' | 'layout'>,
  classes: ReadonlySet<string>,
  besides: readonly string[] = [],
): Promise<FoundTree> {
  if (!existsSync(directory))
    throw new StrandlineError('folder-not-found', `There is no folder ${directory}.`);
  refuseLab(directory);
  const listed = namedWithin(directory, chosen?.map((path) => ({ path })) ?? (await listFolder(directory)));
  const [stranger] = listed.filter(({ file }) => file.startsWith('../') || isAbsolute(file));
  if (stranger !== undefined)
    throw new StrandlineError('bad-argument', `${stranger.file} is not in ${directory}.`);
  const [whole] = listed.filter(({ file }) => file === '');
  if (whole !== undefined) throw new StrandlineError('bad-argument', `${directory}: ${whole.reason ?? ''}.`);
  const read = new Set(
    namedWithin(
      directory,
      besides.map((path) => ({ path })),
    ).map(({ file }) => file),
  );
  const files = listed
    .filter(({ file, reason }) => reason === undefined && !read.has(file))
    .map(({ file }) => file)
    .sort(byName);
  const photoFiles = files.filter((file) => kindOfFile(basename(file)).kind === 'photo');
  if (photoFiles.length === 0)
    throw new StrandlineError('folder-empty', `There are no photos in ${directory}.`);
  const recognised = await recogniseLayout(files, (file) => peekFile(join(directory, file)), classes);
  const decided = layout === 'auto' ? layoutOf(directory, recognised) : layout;
  // A person who says that the folders mean nothing has all the photos in them taken.
  const isPlaced = (file: string): boolean =>
    layout === 'flat' || chosen !== undefined || file.split('/').length - 1 === depths[decided];
  return {
    layout: decided,
    photos: photoFiles.filter(isPlaced).map((file) => place(directory, file, decided)),
    // What a person chose is no doubt any more; that there are boxes beside the photos still is.
    doubts: layout === 'auto' || recognised.layout === 'detection' ? recognised.doubts : [],
    others: [
      ...listed.flatMap(({ file, reason }) => (reason === undefined ? [] : [{ file, reason }])),
      ...files.flatMap((file) => {
        const kind = kindOfFile(basename(file));
        return kind.kind === 'other' ? [{ file, reason: kind.reason }] : [];
      }),
      ...photoFiles
        .filter((file) => !isPlaced(file))
        .map((file) => ({ file, reason: `it is not where the layout ${decided} has its photos` })),
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

/** Paths as they are within the folder. */
function namedWithin(
  directory: string,
  listed: readonly Listed[],
): { file: string; reason?: string | undefined }[] {
  return listed.map(({ path, reason }) => ({
    file: relative(directory, resolve(path)).split(sep).join('/'),
    reason,
  }));
}

function layoutOf(directory: string, { layout, reason }: RecognisedLayout): FoundLayout {
  if (layout !== 'detection' && layout !== 'unknown') return layout;
  throw new StrandlineError('bad-argument', `${directory}: ${reason}`);
}

function place(directory: string, file: string, layout: FoundLayout): FoundPhoto {
  const path = join(directory, file);
  const [top = '', middle = ''] = file.split('/');
  const alone = { path, file, sampleKey: file, sampleName: null, side: null };
  switch (layout) {
    case 'flat':
      return { ...alone, classFolder: '' };
    case 'sample/photo':
      return { ...alone, classFolder: '', sampleKey: top, sampleName: top };
    case 'class/photo':
      return { ...alone, classFolder: top };
    case 'class/sample/photo':
      return { ...alone, classFolder: top, sampleKey: `${top}/${middle}`, sampleName: middle };
    case 'split/class/photo':
      return { ...alone, classFolder: middle, side: sideOf(directory, top) };
  }
}

function sideOf(directory: string, folder: string): Side {
  const side = sideNamed(folder);
  if (side !== undefined) return side;
  throw new StrandlineError(
    'bad-argument',
    `The folder ${folder} in ${directory} is not train, val or test, as split/class/photo asks.`,
  );
}
