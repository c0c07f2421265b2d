import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { makeFolder, publishFiles, publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import { hashedPassage } from '#host/lib/hashed-passage.ts';
import { refuseTooSmall } from '#host/lib/refuse-too-small.ts';
import type { CopyResult } from '#shared/domain/backup.ts';
import { StrandlineError } from '#shared/errors.ts';
import { first } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import type { LabWork } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { databaseName } from '../lab-paths.ts';
import { namesInStore, shardedName } from '../photo-store.ts';
import { hashOfFile } from '../verify/hash-of-file.ts';
import { photosKnown } from './contents.ts';
import { readingBackup } from './list-backups.ts';
import { writeBackup } from './write-backup.ts';

/** Lies in a copy that is not yet whole, and says of which lab it is: going on with it passes over what is there. */
const unfinishedName = 'unfinished-copy.json';
const unfinishedSchema = z.object({ uid: z.string() });

/** One file that is copied. @property name relative to the lab's folder, and to the copy's. */
interface CopiedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 that its bytes must have; undefined where nobody has written it down. */
  readonly hash: string | undefined;
}

/**
 * Copies a lab as it is now, with photos, models and runs, into a folder: what is disposable, and the backups, stay behind. The
 * copy is a lab once its last file, the database, has its name. Every file is read again afterwards and held against what was
 * read of the lab. Started again after it was stopped, it goes on.
 *
 * @throws StrandlineError `bad-argument` for a folder with other things in it, `disk-full` before anything is copied where
 *   there is not enough room, `no-permission`; the reason of the signal once it is aborted.
 */
export async function copyLab(
  { lab, ...hooks }: LabWork,
  { directory }: { directory: string },
): Promise<CopyResult> {
  try {
    await beginCopy(lab, directory);
    const database = join(directory, `${databaseName}${temporaryEnding}`);
    rmSync(database, { force: true });
    await refuseTooSmall(directory, statSync(join(lab.directory, databaseName)).size);
    // First: what comes into the lab while it is copied is not in the copy, neither as a row nor as a file.
    await writeBackup(lab.db, database);
    const { files, missing } = filesOf(lab, database);
    const left = files.filter(({ name, bytes }) => sizeOf(join(directory, name)) !== bytes);
    await refuseTooSmall(directory, sum(left));
    const read = await copyFiles(lab, directory, left, hooks);
    const problems = [
      ...missing.map((name) => `${name} is missing in the lab.`),
      ...(await differing(lab, directory, files, read, hooks)),
    ];
    publishNow(database, join(directory, databaseName));
    rmSync(join(directory, unfinishedName), { force: true });
    return { directory, files: files.length + 1, bytes: sum(files), problems };
  } catch (error) {
    throw explained(error, directory);
  }
}

const sum = (files: readonly CopiedFile[]): number => files.reduce((all, { bytes }) => all + bytes, 0);

/** @throws StrandlineError `bad-argument` where something else is in the folder. */
async function beginCopy(lab: Lab, directory: string): Promise<void> {
  const within = relative(lab.directory, directory);
  if (within === '' || !within.startsWith('..'))
    throw new StrandlineError('bad-argument', 'A lab cannot be copied into itself. Choose another folder.');
  const uid = first<{ uid: string }>(lab.db, 'SELECT uid FROM lab')?.uid ?? '';
  await makeFolder(directory);
  const isOurs = unfinishedOf(directory) === uid;
  if (!isOurs && readdirSync(directory).length > 0)
    throw new StrandlineError(
      'bad-argument',
      `The folder ${directory} is not empty. Choose a new or empty folder for the copy.`,
    );
  await writeFile(join(directory, unfinishedName), JSON.stringify({ uid }));
}

function unfinishedOf(directory: string): string | undefined {
  const file = join(directory, unfinishedName);
  if (!existsSync(file)) return undefined;
  try {
    return unfinishedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).uid;
  } catch {
    return undefined;
  }
}

/** What belongs to the copied rows: the files of their photos, and all models, detectors and runs. */
function filesOf({ paths, directory }: Lab, database: string): { files: CopiedFile[]; missing: string[] } {
  const inStore = new Set(namesInStore(paths.photos));
  const missing: string[] = [];
  const photos = readingBackup(database, photosKnown).flatMap(({ hash, extension }): CopiedFile[] => {
    const name = shardedName(hash, extension);
    const path = relative(directory, join(paths.photos, name));
    if (!inStore.has(name)) missing.push(path);
    return inStore.has(name) ? [{ name: path, bytes: sizeOf(join(paths.photos, name)) ?? 0, hash }] : [];
  });
  // A lab that can only be read may be older than detectors.
  const folders = [paths.models, paths.detectors, paths.runs].filter((folder) => existsSync(folder));
  const others = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(temporaryEnding))
      .map((entry): CopiedFile => {
        const path = join(entry.parentPath, entry.name);
        return { name: relative(directory, path), bytes: sizeOf(path) ?? 0, hash: undefined };
      }),
  );
  return { files: [...photos, ...others], missing };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

const megabyte = 1_000_000;

/** @returns the SHA-256 of what was read of each file. */
async function copyFiles(
  lab: Lab,
  directory: string,
  files: readonly CopiedFile[],
  { signal, onProgress }: Omit<LabWork, 'lab' | 'changed'>,
): Promise<ReadonlyMap<string, string>> {
  const read = new Map<string, string>();
  const total = Math.ceil(sum(files) / megabyte);
  let done = 0;
  for (const { name } of files) {
    const target = join(directory, name);
    const temporary = `${target}${temporaryEnding}`;
    await mkdir(dirname(target), { recursive: true });
    const hashed = hashedPassage((count) => {
      done += count;
      onProgress({ phase: 'Copying', done: Math.floor(done / megabyte), total, unit: 'MB' });
    });
    await pipeline(
      createReadStream(join(lab.directory, name)),
      hashed.through,
      createWriteStream(temporary),
      { signal },
    );
    await publishFiles([{ temporary, target }]);
    read.set(name, hashed.digest());
  }
  return read;
}

/** Reads the copy again. @returns a sentence for each file that is not what it should be. */
async function differing(
  lab: Lab,
  directory: string,
  files: readonly CopiedFile[],
  read: ReadonlyMap<string, string>,
  { signal, onProgress }: Omit<LabWork, 'lab' | 'changed'>,
): Promise<string[]> {
  const problems: string[] = [];
  const total = Math.ceil(sum(files) / megabyte);
  let done = 0;
  for (const { name, bytes, hash } of files) {
    signal.throwIfAborted();
    const copied = await hashOfFile(join(directory, name));
    // What an earlier start copied was not read now.
    const original = read.get(name) ?? (await hashOfFile(join(lab.directory, name)));
    if (copied !== original) problems.push(`${name} was not copied whole. Copy again, to another disk.`);
    else if (hash !== undefined && copied !== hash)
      problems.push(`${name} was damaged in the lab already: strandline verify says more.`);
    done += bytes;
    onProgress({ phase: 'Checking the copy', done: Math.floor(done / megabyte), total, unit: 'MB' });
  }
  return problems;
}
