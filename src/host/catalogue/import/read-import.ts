import type { ImportOptions, ImportWarning } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { sampleNamesOf } from '#shared/imports/table-matching.ts';
import type { ReadableDb } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import { listClasses } from '../queries/classes.ts';
import { type FlatGroups, groupFlat, groupingDoubt } from './flat-groups.ts';
import { type FolderLists, noLists, readFolderLists } from './folder-lists.ts';
import { type ReadTable, type TableUse, readTable, useTable } from './table-use.ts';
import { type FoundPhoto, type FoundTree, readTree } from './tree.ts';

/** What there is to import: the tree of photos, the lists beside it, the table of a person. */
export interface ImportSource {
  readonly tree: FoundTree;
  readonly lists: FolderLists;
  /** How the photos of a flat folder go together; undefined in other layouts. */
  readonly groups: FlatGroups | undefined;
  readonly table: TableUse | undefined;
  /** What the folders may mean otherwise, and what is wrong in the table. */
  readonly warnings: readonly ImportWarning[];
}

/** @throws StrandlineError as {@link readTree}, {@link readFolderLists} and {@link readTable} do. */
export async function readImport(
  db: ReadableDb,
  options: ImportOptions,
  hooks: Hooks,
): Promise<ImportSource> {
  // Swedish writes dates the ISO way.
  const today = new Date().toLocaleDateString('sv-SE');
  const classes = new Set(listClasses(db).map(({ name }) => name));
  const read = options.table && (await readTable(db, options.table, today));
  const [tree, lists] = await Promise.all([
    readTree(options, classes, read === undefined ? [] : [read.file]),
    // Files that were chosen one by one bring no lists: their folder was not chosen.
    options.files === undefined ? readFolderLists(options.directory, today) : noLists,
  ]);
  const { photos, groups } = await groupedPhotos(tree, options, read, hooks);
  const table = read && useTable(read, photos);
  const isAsked = groups !== undefined && options.grouping === undefined;
  return {
    tree: { ...tree, photos },
    lists,
    groups,
    table,
    warnings: [
      // A folder with lists says itself what it is.
      ...(lists.samples.size > 0 ? [] : tree.doubts),
      ...(isAsked ? [groupingDoubt(groups)] : []),
      ...(table?.warnings ?? []),
    ],
  };
}

/** The photos with the samples that they are of, where no folder says it: as they are grouped, or as the table names them. */
async function groupedPhotos(
  { layout, photos }: FoundTree,
  { grouping }: ImportOptions,
  table: ReadTable | undefined,
  hooks: Hooks,
): Promise<{ photos: readonly FoundPhoto[]; groups: FlatGroups | undefined }> {
  const files = photos.map(({ file }) => file);
  const samples = table === undefined ? new Map<string, string>() : sampleNamesOf(table.rows, files);
  if (layout === 'flat') {
    const groups = await groupFlat(photos, { grouping, samples }, hooks);
    return { photos: groups.photos, groups };
  }
  if (grouping !== undefined)
    throw new StrandlineError(
      'bad-argument',
      `A grouping is for photos in no folders; here the folders say ${layout}. Leave it out, or choose the layout flat.`,
    );
  if (layout !== 'class/photo' && layout !== 'split/class/photo') return { photos, groups: undefined };
  const named = photos.map((photo) => {
    const name = samples.get(photo.file);
    if (name === undefined) return photo;
    return { ...photo, sampleKey: `${photo.classFolder}/${name}/`, sampleName: name };
  });
  return { photos: named, groups: undefined };
}
