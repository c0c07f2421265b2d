import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type WritableDb, explained, first, inTransaction, openDatabase, run } from './database.ts';
import { lockLab } from './lab-lock.ts';
import { migrate } from './migrations/migrate.ts';
import { interruptStaleJobs } from './queries/jobs.ts';
import { interruptStaleRuns } from './queries/learning/runs.ts';
import { interruptStaleStudies } from './queries/learning/studies.ts';
import { mapNewTerms } from './queries/samples/terms.ts';

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

/** An open lab: its folder and its database, held by this process alone until `close`. */
export interface Lab {
  readonly directory: string;
  readonly db: WritableDb;
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
 * Opens a lab. What was running when its last process ended becomes `interrupted`.
 *
 * @throws StrandlineError `not-a-lab`, `lab-locked`, `lab-newer`, `no-permission`, `corrupt-file`.
 */
export function openLab(directory: string): Lab {
  const file = join(directory, databaseName);
  refuseNoLab(directory, file);
  try {
    accessSync(directory, constants.W_OK);
    accessSync(file, constants.W_OK);
    return openWith(directory, (db) => {
      migrate(db, { backupDirectory: join(directory, 'backups') });
      const endedAt = new Date().toISOString();
      inTransaction(db, () => {
        interruptStaleJobs(db, endedAt);
        interruptStaleRuns(db, endedAt);
        interruptStaleStudies(db);
        mapNewTerms(db);
      });
    });
  } catch (error) {
    throw explained(error, directory);
  }
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
    const paths = makeFolders(directory);
    db = openDatabase(join(directory, databaseName), { create: true });
    prepare(db);
    const opened = db;
    const close = (): void => {
      opened.close();
      unlock();
    };
    return { directory, db, paths, close };
  } catch (error) {
    db?.close();
    unlock();
    throw error;
  }
}

function makeFolders(directory: string): LabPaths {
  const make = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  return {
    photos: make('photos'),
    thumbs: make('thumbs'),
    models: make('models'),
    runs: make('runs'),
    backups: make('backups'),
    cache: make('cache'),
  };
}
