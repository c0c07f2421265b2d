import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { atExit } from '#host/lib/at-exit.ts';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { damagedLab } from './backups/damaged-lab.ts';
import { acceptable, type Damaged, damageOfFolder, damageOfRows, hasLog, malformed } from './damage.ts';
import { type WritableDb, first, inTransaction, openDatabase, run } from './database.ts';
import { explained } from '#host/lib/explained.ts';
import { refuseLinks } from './lab-links.ts';
import { holderOf, lockLab } from './lab-lock.ts';
import { writeOpener } from './lab-opener.ts';
import { type LabPaths, databaseName, pathsIn } from './lab-paths.ts';
import { migrate } from './migrations/migrate.ts';
import { type Opening, beginOpening } from './opening.ts';
import { actingPart, missingColumn, tooMuch } from './own-schema.ts';
import { copyForReading } from './reading-copy.ts';
import { interruptStaleJobs } from './queries/jobs.ts';
import { interruptStaleRuns } from './queries/learning/runs.ts';
import { interruptStaleStudies } from './queries/learning/studies.ts';
import { mapNewTerms } from './queries/samples/terms.ts';
import { keepUsedNumbers } from './used-numbers.ts';

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
  /** Null where it can only be read. */
  readonly opening: Opening | null;
  close(): void;
}

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
    const lab = openWith(directory, { create: true }, (db) => {
      migrate(db);
      const createdAt = new Date().toISOString();
      run(
        db,
        `INSERT INTO lab (id, name, created_at, uid) VALUES (1, @name, @createdAt, lower(hex(randomblob(16))))`,
        { name, createdAt },
      );
    });
    writeOpener(directory);
    return lab;
  } catch (error) {
    throw explained(error, directory);
  }
}

/**
 * Opens a lab: for reading alone where it may not be written. What was running when its last process ended becomes
 * `interrupted`.
 *
 * @param asItIs whether its database is taken although it is another or an older one than the folder had, or its log is gone.
 * @throws StrandlineError `not-a-lab`, `lab-damaged` (see {@link damagedLab}), `lab-locked`, `lab-newer`, `no-permission`.
 */
export function openLab(directory: string, { asItIs = false }: { asItIs?: boolean } = {}): Lab {
  const file = join(directory, databaseName);
  refuseNoLab(directory, file);
  refuseLinks(directory);
  try {
    const obstacle = whyNotWritten([directory, file]);
    return obstacle === undefined ? openToWrite(directory, asItIs) : openToRead(directory, obstacle);
  } catch (error) {
    if (!isDamage(error)) throw explained(error, directory);
    throw damagedLab(directory, damageOfFolder(directory) ?? malformed(error.message));
  }
}

/**
 * Opens a lab as one that can only be read, also where it may be written, and while another program has it: nothing in its
 * folder is touched.
 *
 * @param why as the end of a sentence. @throws StrandlineError as {@link openLab}.
 */
export function openLabToRead(directory: string, why: string): Lab {
  refuseNoLab(directory, join(directory, databaseName));
  refuseLinks(directory);
  try {
    return openToRead(directory, why, { isForeign: true });
  } catch (error) {
    if (isDamage(error)) throw damagedLab(directory, damageOfFolder(directory) ?? malformed(error.message));
    throw isMisbuilt(error) ? misbuilt(directory, error.message) : explained(error, directory);
  }
}

/** Of small files it is not asked: they hold no more than they are long. */
const largeBytes = 256e6;

function tooMuchIn(db: WritableDb, file: string): string | undefined {
  return statSync(file).size > largeBytes ? tooMuch(db) : undefined;
}

function refuse(directory: string, why: string | undefined): void {
  if (why !== undefined) throw misbuilt(directory, why);
}

/** Tables and columns are others than a lab's, whatever trips over it first. */
function isMisbuilt(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'SQLITE_ERROR' || String(error.code).startsWith('SQLITE_CONSTRAINT');
}

function misbuilt(directory: string, why: string): StrandlineError {
  return new StrandlineError(
    'not-a-lab',
    `The database in ${directory} is not built as that of a lab (${why}). Nothing of it was read.`,
  );
}

/** What SQLite says of a file that is none of its own, or not whole, and nobody has yet told in full. */
function isDamage(error: unknown): error is Error {
  const told = explained(error);
  return told instanceof StrandlineError && told.code === 'lab-damaged' && told.data.damage === undefined;
}

function refuseDamaged(directory: string, damaged: Damaged | undefined, asItIs: boolean): void {
  if (damaged === undefined || (asItIs && acceptable.includes(damaged.damage))) return;
  throw damagedLab(directory, damaged);
}

function openToWrite(directory: string, asItIs: boolean): Lab {
  try {
    const lab = openWith(directory, { asItIs }, (db) => {
      migrate(db, { backupDirectory: join(directory, 'backups') });
      inTransaction(db, () => {
        interruptStale(db);
        mapNewTerms(db);
        keepUsedNumbers(db, pathsIn(directory).runs);
      });
    });
    writeOpener(directory);
    return lab;
  } catch (error) {
    const told = explained(error, directory);
    // Windows tells only who tries.
    const isRefused =
      told instanceof StrandlineError && ['no-permission', 'lab-read-only'].includes(told.code);
    if (isRefused) return openToRead(directory, noPermission);
    throw error;
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
function openToRead(
  directory: string,
  obstacle: string,
  { isForeign = false }: { isForeign?: boolean } = {},
): Lab {
  const holder = holderOf(directory);
  refuseDamaged(directory, damageOfFolder(directory), false);
  const copy = copyForReading(join(directory, databaseName));
  let db: WritableDb | undefined;
  try {
    db = openDatabase(copy.file);
    if (isForeign) refuse(directory, actingPart(db));
    migrate(db);
    if (isForeign) refuse(directory, missingColumn(db) ?? tooMuchIn(db, copy.file));
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
      opening: null,
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
    throw new StrandlineError(
      'not-a-lab',
      `There is no lab in ${directory}: its ${databaseName} is no file.`,
    );
  } catch (error) {
    const refused = systemError(error, file);
    if (refused?.code !== 'not-found') {
      throw refused?.code === 'bad-argument'
        ? new StrandlineError('not-a-lab', `There is no lab in ${directory}: ${systemReason(error)}.`)
        : (refused ?? error);
    }
  }
  refuseDamaged(directory, damageOfFolder(directory), false);
  throw new StrandlineError('not-a-lab', `There is no lab in ${directory}: it has no ${databaseName}.`);
}

/** The name that the lab was given. */
export function labName({ db }: Lab): string {
  return first<{ name: string }>(db, 'SELECT name FROM lab')?.name ?? '';
}

function openWith(
  directory: string,
  { create = false, asItIs = false }: { create?: boolean; asItIs?: boolean },
  prepare: (db: WritableDb) => void,
): Lab {
  const unlock = lockLab(directory);
  let db: WritableDb | undefined;
  try {
    const paths = pathsIn(directory);
    const file = join(directory, databaseName);
    if (!create) refuseDamaged(directory, damageOfFolder(directory), asItIs);
    for (const folder of Object.values<string>({ ...paths })) mkdirSync(folder, { recursive: true });
    // SQLite makes a log where there is none.
    const hadLog = hasLog(file);
    db = openDatabase(file, { create });
    if (!create) refuseDamaged(directory, damageOfRows(db, directory, hadLog), asItIs);
    prepare(db);
    const opening = beginOpening(db, directory, new Date().toISOString());
    const opened = db;
    const close = (): void => {
      forget();
      opening.end();
      opened.close();
      unlock();
    };
    // A process that ends without it would have SQLite put its log away while the lab says that it is open.
    const forget = atExit(close);
    return { directory, db, paths, opening, readOnly: null, close };
  } catch (error) {
    db?.close();
    unlock();
    throw error;
  }
}
