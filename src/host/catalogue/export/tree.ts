import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { StrandlineError } from '#shared/errors.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { type FolderLists, type ListedPhoto, folderLists, unlabelledFolder } from '../import/folder-lists.ts';
import { foldersWithMeaning } from '../import/tree.ts';
import type { ExportedPhoto, ExportedSample, LabContents } from './lab-contents.ts';
import { DistinctNames, fileSystemName } from './names.ts';

/** A class/sample/photo tree: its photos by their paths in it, and the lists that say what names of folders cannot. */
export interface PhotoTree {
  readonly photos: readonly { readonly photo: ExportedPhoto; readonly path: string }[];
  readonly lists: Readonly<Record<keyof FolderLists, unknown>>;
  /** Names of the class folders. */
  readonly folders: ReadonlySet<string>;
}

/** Lays the lab out as `class/survey number/angle.ext`: what an import reads, here or in another lab. */
export function treeOf({ sites, surveys, samples }: LabContents): PhotoTree {
  const folderOf = classFolders(samples);
  const names = new DistinctNames();
  const placed = samples.map((sample) => {
    const folder = folderOf.get(sample.class?.id) ?? unlabelledFolder;
    const key = names.take(`${folder}/${fileSystemName(`${sample.surveyName} ${sample.number}`)}`);
    const photos = sample.photos.map((photo, index) => ({
      photo,
      file: `${String(index).padStart(3, '0')}.${photo.extension}`,
    }));
    return { sample, folder, key, photos };
  });
  return {
    photos: placed.flatMap(({ key, photos }) =>
      photos.map(({ photo, file }) => ({ photo, path: `${key}/${file}` })),
    ),
    lists: {
      samples: Object.fromEntries(placed.map(({ sample, key, photos }) => [key, listed(sample, photos)])),
      surveys: surveys.map(({ fields }) => known(fields)),
      sites: sites.map(known),
    },
    folders: new Set(placed.map(({ folder }) => folder)),
  };
}

/**
 * Names of the class folders, by the ids of the classes. An import takes a folder of these names for something else: for a
 * side of a split, for the samples without a class, for a list, for litter.
 */
function classFolders(samples: readonly ExportedSample[]): ReadonlyMap<number | undefined, string> {
  const names = new DistinctNames([unlabelledFolder, ...Object.values(folderLists), ...foldersWithMeaning]);
  const classes = new Map(samples.flatMap(({ class: one }) => (one === null ? [] : [[one.id, one.name]])));
  return new Map([...classes].map(([id, name]) => [id, names.take(fileSystemName(name))]));
}

/** @throws StrandlineError `bad-argument` where a folder holds what is no part of the tree. */
export async function refuseStrangers(directory: string, { folders }: PhotoTree): Promise<void> {
  if (!existsSync(directory)) return;
  const ours = new Set([...folders, ...Object.values(folderLists)]);
  const stranger = (await readdir(directory)).find((name) => !ours.has(name));
  if (stranger !== undefined) {
    throw new StrandlineError(
      'bad-argument',
      `The folder ${directory} holds other things (${stranger}). Choose an empty or new folder.`,
    );
  }
}

function listed(
  sample: ExportedSample,
  photos: readonly { readonly photo: ExportedPhoto; readonly file: string }[],
): Record<string, unknown> {
  return {
    survey: sample.surveyName,
    number: sample.number,
    class: sample.class?.name ?? null,
    createdAt: sample.createdAt,
    ...known(sample.details),
    photos: Object.fromEntries(photos.map(({ photo, file }) => [file, listedPhoto(photo)])),
  };
}

function listedPhoto(photo: ExportedPhoto): ListedPhoto {
  return {
    sha256: photo.hash,
    originalName: photo.fileName,
    takenAt: photo.takenAt,
    rotation: photo.rotation,
    umPerPixel: photo.umPerPixel,
    scaleSource: photo.scaleSource,
  };
}

/** What is not known needs no mention. */
function known(values: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
