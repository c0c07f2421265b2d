import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ExportCheck } from '#shared/domain/export.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import {
  type FolderLists,
  type ListedPhoto,
  folderLists,
  readFolderLists,
  unlabelledFolder,
} from '../import/folder-lists.ts';
import { foldersWithMeaning } from '../import/tree.ts';
import { checked } from './checks.ts';
import type { ExportedPhoto, ExportedSample, LabContents } from './lab-contents.ts';
import type { Outcome } from './outcome.ts';
import { DistinctNames, fileSystemName } from './names.ts';

type ListedSample = Readonly<Record<string, unknown>>;

/** A class/sample/photo tree: its photos by their paths in it, and the lists that say what names of folders cannot. */
interface PhotoTree {
  readonly photos: readonly { readonly photo: ExportedPhoto; readonly path: string }[];
  readonly lists: Readonly<Record<keyof FolderLists, unknown>> & {
    readonly samples: Readonly<Record<string, ListedSample>>;
  };
  /** Names of the class folders. */
  readonly folders: ReadonlySet<string>;
}

/**
 * The lab as `class/survey number/angle.ext`: what an import reads, here or in another lab.
 *
 * @throws StrandlineError `bad-argument` where the folder holds what is no part of the tree.
 */
export async function treeOutcome(contents: LabContents, directory: string): Promise<Outcome> {
  const tree = treeOf(contents);
  await refuseStrangers(directory, tree);
  const files = Object.entries(folderLists).map(([list, file]): [string, string] => [
    file,
    JSON.stringify(tree.lists[list as keyof typeof folderLists], null, 1),
  ]);
  return {
    files: Object.fromEntries(files),
    photos: tree.photos,
    check: async () => [await checkLists(directory, tree), await checkFiles(directory, tree)],
  };
}

function treeOf({ sites, surveys, samples }: LabContents): PhotoTree {
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
 * side of a split, for the samples without a class, for a tree of boxes.
 */
function classFolders(samples: readonly ExportedSample[]): ReadonlyMap<number | undefined, string> {
  const names = new DistinctNames([unlabelledFolder, ...foldersWithMeaning]);
  const classes = new Map(samples.flatMap(({ class: one }) => (one === null ? [] : [[one.id, one.name]])));
  return new Map([...classes].map(([id, name]) => [id, names.take(fileSystemName(name))]));
}

async function refuseStrangers(directory: string, { folders }: PhotoTree): Promise<void> {
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

/** Reads the lists as an import does: what it refuses, or takes for something else, is no tree of this lab. */
async function checkLists(directory: string, { lists }: PhotoTree): Promise<ExportCheck> {
  const samples = Object.entries(lists.samples);
  const problems: string[] = [];
  try {
    // A day that no date of the lab is after.
    const read = await readFolderLists(directory, '9999-12-31');
    for (const [key, meant] of samples) {
      const { details, ...facts } = read.samples.get(key) ?? { details: {} };
      if (!isDeepStrictEqual({ ...facts, ...details }, JSON.parse(JSON.stringify(meant))))
        problems.push(`${key} is read back as something else than it is in the lab.`);
    }
  } catch (error) {
    problems.push(`An import would refuse it: ${error instanceof Error ? error.message : String(error)}`);
  }
  return checked(
    'Lists',
    problems,
    `An import reads ${samples.length} samples from them, as they are in the lab.`,
  );
}

/** A tree that was exported before leaves files behind of samples that have another class or number now. */
async function checkFiles(directory: string, { photos }: PhotoTree): Promise<ExportCheck> {
  const ours = new Set<string>([...Object.values(folderLists), ...photos.map(({ path }) => path)]);
  const there = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)).split(sep).join('/'));
  return checked(
    'Folders',
    there
      .filter((file) => !ours.has(file))
      .map((file) => `${file} is no part of the lab as it is now; delete it.`),
    'They hold what is in the lab, and nothing else.',
  );
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
