import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { explained } from '#host/lib/explained.ts';

/** Names a feature vector within one network: the photo by its bytes and page, how it is turned, and the view. */
export interface FeatureKey {
  /** SHA-256 of the photo's bytes, hex. */
  readonly hash: string;
  /** Clockwise, in degrees. */
  readonly rotation: number;
  /** From 0; absent: the first. */
  readonly page?: number | undefined;
  readonly view: number;
}

/** Features of photos, on disk, for one network. */
export interface FeatureCache {
  has(key: FeatureKey): boolean;
  get(key: FeatureKey): Float32Array | undefined;
  /** All entries or none. */
  put(entries: readonly { key: FeatureKey; vector: Float32Array }[]): void;
}

/**
 * Works with the cache in a folder and closes it. The cache is disposable: it may be deleted at any time, and a damaged
 * one is thrown away and the work done again.
 *
 * @throws StrandlineError `no-permission` where its file cannot be opened; what `work` throws.
 * @param network identifies backbone and preprocessing; features of other networks are invisible.
 */
export async function withFeatureCache<T>(
  directory: string,
  network: string,
  work: (cache: FeatureCache) => Promise<T>,
): Promise<T> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'features.sqlite3');
  try {
    return await withFile(file, network, work);
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    return await withFile(file, network, work);
  }
}

async function withFile<T>(
  file: string,
  network: string,
  work: (cache: FeatureCache) => Promise<T>,
): Promise<T> {
  const db = openCache(file);
  try {
    // It may lose its last writes in a power cut: they can be computed again.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    db.exec(`CREATE TABLE IF NOT EXISTS photo_features (
      network TEXT NOT NULL, hash TEXT NOT NULL, rotation INTEGER NOT NULL, view INTEGER NOT NULL, vector BLOB NOT NULL,
      PRIMARY KEY (network, hash, rotation, view)) STRICT, WITHOUT ROWID`);
    return await work(cacheOn(db, network));
  } finally {
    db.close();
  }
}

function openCache(file: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    throw explained(error, file);
  }
}

function cacheOn(db: Database.Database, network: string): FeatureCache {
  const where = 'FROM photo_features WHERE network = ? AND hash = ? AND rotation = ? AND view = ?';
  const find = db.prepare<[string, string, number, number]>(`SELECT 1 ${where}`);
  const select = db.prepare<[string, string, number, number], { vector: Buffer }>(`SELECT vector ${where}`);
  const insert = db.prepare('INSERT OR REPLACE INTO photo_features VALUES (?, ?, ?, ?, ?)');
  return {
    has: (key) => find.get(network, photoOf(key), key.rotation, key.view) !== undefined,
    get: (key) => {
      const row = select.get(network, photoOf(key), key.rotation, key.view);
      // SQLite's bytes may lie at any offset; a copy aligns them.
      return row && new Float32Array(Uint8Array.from(row.vector).buffer);
    },
    put: db.transaction((entries: readonly { key: FeatureKey; vector: Float32Array }[]) => {
      for (const { key, vector } of entries) {
        const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        insert.run(network, photoOf(key), key.rotation, key.view, bytes);
      }
    }),
  };
}

function photoOf({ hash, page = 0 }: FeatureKey): string {
  return page === 0 ? hash : `${hash}/${page}`;
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
  );
}
