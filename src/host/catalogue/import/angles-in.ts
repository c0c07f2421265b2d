import type { ImportOptions } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { folderAround } from '#shared/imports/file-names.ts';
import type { Hooks } from '../hooks.ts';
import { groupFlat } from './flat-groups.ts';
import { type FoundTree, readTree } from './tree.ts';

/** How an import puts the same photos together into the same samples. */
type AsImported = Required<Pick<ImportOptions, 'layout'>> & Pick<ImportOptions, 'grouping'>;

/** Files in an order in which those of one thing follow each other. */
export interface AnglesIn {
  readonly files: readonly string[];
  /** How many files, one after the other, show one thing each; together as many as there are files. */
  readonly angles: readonly number[];
  readonly importAs: AsImported;
}

/**
 * Puts photo files together into things, as an import of them would: by the folders of samples that they lie in, else by
 * their names or the pauses between them. Where the folders say nothing of the kind, every file is a thing of its own.
 *
 * @param classes names of the lab's classes: a folder of such a name is no sample.
 */
export async function anglesIn(files: readonly string[], classes: ReadonlySet<string>): Promise<AnglesIn> {
  const tree = (await treeOf(files, 'auto', classes)) ?? (await treeOf(files, 'flat', classes));
  if (tree === undefined) return eachAlone(files);
  const groups =
    tree.layout === 'flat'
      ? await groupFlat(tree.photos, { grouping: undefined, samples: new Map() }, unheard)
      : undefined;
  const things = [
    ...Map.groupBy(groups?.photos ?? tree.photos, ({ sampleKey, classFolder }) =>
      [classFolder, sampleKey].join('\n'),
    ).values(),
  ].map((photos) => photos.map(({ path }) => path));
  const placed = new Set(things.flat());
  // What was meant and is no photo is asked about all the same, so that its row can say why not.
  const others = files.filter((file) => !placed.has(file)).map((file) => [file]);
  const all = [...things, ...others];
  return {
    files: all.flat(),
    angles: all.map(({ length }) => length),
    importAs: { layout: tree.layout, ...(groups !== undefined && { grouping: groups.grouping }) },
  };
}

/** Every file shows a thing of its own. */
export function eachAlone(files: readonly string[]): AnglesIn {
  return {
    files,
    angles: files.map(() => 1),
    importAs: { layout: 'flat', grouping: { by: 'each' } },
  };
}

/** The tree that files lie in; undefined where they make none. */
async function treeOf(
  files: readonly string[],
  layout: 'auto' | 'flat',
  classes: ReadonlySet<string>,
): Promise<FoundTree | undefined> {
  try {
    return await readTree({ directory: folderAround(files), files: [...files], layout }, classes);
  } catch (error) {
    if (error instanceof StrandlineError) return undefined;
    throw error;
  }
}

const unheard: Hooks = { signal: new AbortController().signal, onProgress: () => undefined };
