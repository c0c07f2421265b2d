import Database from 'better-sqlite3';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Keeps two installations of one library apart, also those of two programs: an exclusive transaction on a side file, which
 * the kernel gives back when its process ends, however it ends.
 *
 * @returns the function that gives it back.
 * @throws StrandlineError `conflict` where another has it, `no-permission` where the file cannot be written.
 */
export function lockLibrary(file: string): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    if (!error.code.startsWith('SQLITE_BUSY'))
      throw new StrandlineError('no-permission', `${file} cannot be written.`, { file }, error);
    throw new StrandlineError(
      'conflict',
      'This library is being installed or removed by another Strandline on this computer. Wait until that has ended.',
      {},
      error,
    );
  }
  const held = db;
  return () => {
    held.exec('ROLLBACK');
    held.close();
  };
}
