import { stat } from 'node:fs/promises';
import type { ImportWarning } from '#shared/domain/import.ts';
import {
  type FlatPhoto,
  type Grouping,
  type ProposedGrouping,
  groupPhotos,
  needsTimes,
  proposeGrouping,
} from '#shared/imports/grouping.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { tagsOfFile } from '../../imaging/file-tags.ts';
import type { Hooks } from '../hooks.ts';
import type { FoundPhoto } from './tree.ts';

/** Headers read at once. */
const concurrency = 12;

/** The photos of a flat folder, put together into samples. */
export interface FlatGroups extends ProposedGrouping {
  readonly photos: readonly FoundPhoto[];
}

/**
 * Groups the photos of a flat folder.
 *
 * @param grouping as a person wants it; undefined: as is proposed. @param samples that a table names, by file.
 */
export async function groupFlat(
  found: readonly FoundPhoto[],
  { grouping, samples }: { grouping: Grouping | undefined; samples: ReadonlyMap<string, string> },
  hooks: Hooks,
): Promise<FlatGroups> {
  const files = found.map(({ file }) => file);
  const asksTimes = grouping === undefined ? needsTimes(files) : grouping.by === 'gap';
  const photos = asksTimes ? await withTimes(found, hooks) : found.map(({ file }) => ({ file, ...timeless }));
  const named = photos.map((photo) => ({ ...photo, sample: samples.get(photo.file) }));
  const proposed =
    grouping === undefined
      ? proposeGrouping(named)
      : { grouping, reasons: [], groups: groupPhotos(named, grouping) };
  const byFile = new Map(found.map((photo) => [photo.file, photo]));
  return {
    ...proposed,
    photos: proposed.groups.flatMap(({ key, name, files: group }) =>
      group.flatMap((file) => {
        const photo = byFile.get(file);
        return photo === undefined ? [] : [{ ...photo, sampleKey: key, sampleName: name }];
      }),
    ),
  };
}

const timeless = { takenAt: null, modifiedAt: null };

async function withTimes(found: readonly FoundPhoto[], { signal, onProgress }: Hooks): Promise<FlatPhoto[]> {
  const timed: FlatPhoto[] = [];
  const timesOf = async ({ path }: FoundPhoto): Promise<Pick<FlatPhoto, 'takenAt' | 'modifiedAt'>> => {
    const { takenAt } = await tagsOfFile(path);
    const modifiedAt = await stat(path).then(
      ({ mtime }) => mtime.toISOString(),
      () => null,
    );
    return { takenAt, modifiedAt };
  };
  for await (const [{ file }, times] of inOrder(found, concurrency, timesOf)) {
    signal.throwIfAborted();
    timed.push({ file, ...times });
    onProgress({ phase: 'Reading times', done: timed.length, total: found.length, unit: 'photos' });
  }
  return timed;
}

/** Says how photos were grouped that nobody said it of. */
export function groupingDoubt({ photos, groups, reasons }: FlatGroups): ImportWarning {
  const samples = groups.length === 1 ? '1 sample' : `${groups.length} samples`;
  return {
    code: 'odd-layout',
    message: `No folders name a class: the ${photos.length} photos are taken for ${samples} without a class. ${reasons.join(' ')}`,
    files: photos.map(({ file }) => file),
  };
}
