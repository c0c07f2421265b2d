import type { ImportOptions } from '#shared/domain/import.ts';
import { type FolderLists, readFolderLists } from './folder-lists.ts';
import { type FoundTree, readTree } from './tree.ts';

/** What there is to import: the tree of photos, and the lists beside it. */
export async function readImport({ directory, layout }: ImportOptions): Promise<[FoundTree, FolderLists]> {
  // Swedish writes dates the ISO way.
  const today = new Date().toLocaleDateString('sv-SE');
  return Promise.all([readTree(directory, layout), readFolderLists(directory, today)]);
}
