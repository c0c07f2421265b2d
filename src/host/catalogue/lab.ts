import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type WritableDb, explained, first, inTransaction, openDatabase, run } from './database.ts';
import { refuseLinks } from './lab-links.ts';
import { holderOf, lockLab } from './lab-lock.ts';
import { migrate } from './migrations/migrate.ts';
import { copyForReading } from './reading-copy.ts';
import { interruptStaleJobs } from './queries/jobs.ts';
import { interruptStaleRuns } from './queries/learning/runs.ts';
import { interruptStaleStudies } from './queries/learning/studies.ts';
import { mapNewTerms } from './queries/samples/terms.ts';
import { keepUsedNumbers } from './used-numbers.ts';

/** The lab folder's parts, as absolute paths. */
export interface LabPaths {
  readonly photos: string;
  /** Disposable: made again when missing. */
  readonly thumbs: string;
  readonly models: string;
  readonly runs: string;
  readonly backups: string;
  /** Disposable: features of photos. */
  readonly cache: string;
}

/**
 * An open lab: its folder and its database, held by this process alone until `close`. Of a lab that can only be read the
 * database is a copy, which refuses every change; what is disposable is kept beside it.
 */
export interface Lab {
  readonly directory: string;
  readonly db: WritableDb;
  /** Why it can only be read, as a sentence; null where it may be written. */
  readonly readOnly: string | null;
  readonly paths: LabPaths;
  close(): void;
}

export const databaseName = 'lab.sqlite3';

/**
 * Makes a new lab in a folder that is empty or not there, and opens it.
 *
 * @throws StrandlineError `lab-exists`, `bad-argument` (a file, a folder with other things in it), `no-permission`,
 *   `disk-full`.
 */
export function createLab(directory: string, { name = basename(directory) }: { name?: string } = {}): Lab {
  if (existsSync(join(directory, databaseName))) {
    throw new StrandlineError(
      'lab-exists',
      `There is a lab in ${directory} already. Open it, or choose another folder.`,
    );
  }
  try {
    mkdirSync(directory, { recursive: true });
    if (readdirSync(directory).length > 0) {
      throw new StrandlineError(
        'bad-argument',
        `The folder ${directory} is not empty. Choose a new or empty folder for the lab.`,
      );
    }
    return openWith(directory, (db) => {
      migrate(db);
      const createdAt = new Date().toISOString();
      run(
        db,
        `INSERT INTO lab (id, name, created_at, uid) VALUES (1, @name, @createdAt, lower(hex(randomblob(16))))`,
        { name, createdAt },
      );
    });
  } catch (error) {
    throw explained(error, directory);
  }
}

/**
 * Opens a lab: for reading alone where it may not be written. What was running when its last process ended becomes
 * `interrupted`.
 *
 * @throws StrandlineError `not-a-lab`, `lab-locked`, `lab-newer`, `no-permission`, `corrupt-file`.
 */
export function openLab(directory: string): Lab {
  const file = join(directory, databaseName);
  refuseNoLab(directory, file);
  refuseLinks(directory);
  try {
    const obstacle = whyNotWritten([directory, file]);
    return obstacle === undefined ? openToWrite(directory) : openToRead(directory, obstacle);
  } catch (error) {
    throw explained(error, directory);
  }
}

function openToWrite(directory: string): Lab {
  try {
    return openWith(directory, (db) => {
      migrate(db, { backupDirectory: join(directory, 'backups') });
      inTransaction(db, () => {
        interruptStale(db);
        mapNewTerms(db);
        keepUsedNumbers(db, pathsIn(directory).runs);
      });
    });
  } catch (error) {
    const told = explained(error, directory);
    // Windows tells only who tries.
    const isRefused =
      told instanceof StrandlineError && ['no-permission', 'lab-read-only'].includes(told.code);
    if (isRefused) return openToRead(directory, noPermission);
    throw told;
  }
}

const noPermission = 'you may not write into its folder';

function interruptStale(db: WritableDb): void {
  const endedAt = new Date().toISOString();
  interruptStaleJobs(db, endedAt);
  interruptStaleRuns(db, endedAt);
  interruptStaleStudies(db);
}

/** @returns why one of them may not be written, as the end of a sentence; undefined where all may. */
function whyNotWritten(paths: readonly string[]): string | undefined {
  try {
    for (const path of paths) accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    if (systemError(error)?.code !== 'no-permission') throw error;
    const isDisk = error instanceof Error && 'code' in error && error.code === 'EROFS';
    return isDisk ? 'its disk cannot be written to' : noPermission;
  }
}

/** Opens a copy of the lab's database, brought up to date where an older version wrote it. */
function openToRead(directory: string, obstacle: string): Lab {
  const holder = holderOf(directory);
  const copy = copyForReading(join(directory, databaseName));
  let db: WritableDb | undefined;
  try {
    db = openDatabase(copy.file);
    migrate(db);
    const opened = db;
    inTransaction(opened, () => {
      // What runs in the program that has the lab is not interrupted.
      if (holder === null) interruptStale(opened);
      mapNewTerms(opened);
    });
    opened.pragma('query_only = ON');
    const paths = {
      ...pathsIn(directory),
      thumbs: join(copy.folder, 'thumbs'),
      cache: join(copy.folder, 'cache'),
    };
    const why = `This lab can only be read: ${obstacle}.`;
    return {
      directory,
      db,
      paths,
      readOnly:
        holder === null ? why : `${why} ${holder} What is changed there is seen when it is opened again.`,
      close: () => {
        opened.close();
        copy.remove();
      },
    };
  } catch (error) {
    db?.close();
    copy.remove();
    throw error;
  }
}

/** @throws StrandlineError `lab-read-only` for a lab that can only be read. */
export function refuseReadOnly({ readOnly }: Pick<Lab, 'readOnly'>): void {
  if (readOnly !== null) throw new StrandlineError('lab-read-only', readOnly);
}

/** @throws StrandlineError `not-a-lab`, `no-permission`. */
function refuseNoLab(directory: string, file: string): void {
  try {
    if (statSync(file).isFile()) return;
  } catch (error) {
    const refused = systemError(error, file);
    if (refused?.code !== 'not-found') {
      throw refused?.code === 'bad-argument'
        ? new StrandlineError('not-a-lab', `There is no lab in ${directory}: ${systemReason(error)}.`)
        : (refused ?? error);
    }
  }
  throw new StrandlineError('not-a-lab', `There is no lab in ${directory}: it has no ${databaseName}.`);
}

/** The name that the lab was given. */
export function labName({ db }: Lab): string {
  return first<{ name: string }>(db, 'SELECT name FROM lab')?.name ?? '';
}

function openWith(directory: string, prepare: (db: WritableDb) => void): Lab {
  const unlock = lockLab(directory);
  let db: WritableDb | undefined;
  try {
    const paths = pathsIn(directory);
    for (const folder of Object.values<string>({ ...paths })) mkdirSync(folder, { recursive: true });
    db = openDatabase(join(directory, databaseName), { create: true });
    prepare(db);
    const opened = db;
    const close = (): void => {
      opened.close();
      unlock();
    };
    return { directory, db, paths, readOnly: null, close };
  } catch (error) {
    db?.close();
    unlock();
    throw error;
  }
}

/** Where the parts of a lab lie. */
export function pathsIn(directory: string): LabPaths {
  const part = (name: keyof LabPaths): string => join(directory, name);
  return {
    photos: part('photos'),
    thumbs: part('thumbs'),
    models: part('models'),
    runs: part('runs'),
    backups: part('backups'),
    cache: part('cache'),
  };
}
