import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Names a feature vector: the photo as it is turned, the view, the backbone and the preprocessing. */
export interface FeatureKey {
  readonly photo: string;
  readonly rotation: number;
  readonly view: number;
}

/**
 * Features of photos, on disk. Disposable: it can be deleted at any time, and a damaged one is thrown away.
 */
export class FeatureCache {
  readonly #db: Database.Database;
  readonly #network: string;

  /** @param network identifies backbone and preprocessing; features of other networks are invisible. */
  constructor(directory: string, network: string) {
    mkdirSync(directory, { recursive: true });
    this.#network = network;
    const file = join(directory, 'features.sqlite3');
    try {
      this.#db = open(file);
    } catch {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
      this.#db = open(file);
    }
  }

  get({ photo, rotation, view }: FeatureKey): Float32Array | undefined {
    const row = this.#db
      .prepare('SELECT vector FROM features WHERE network = ? AND photo = ? AND rotation = ? AND view = ?')
      .get(this.#network, photo, rotation, view) as { vector: Buffer } | undefined;
    return row && new Float32Array(Uint8Array.from(row.vector).buffer);
  }

  put(entries: readonly { key: FeatureKey; vector: Float32Array }[]): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?, ?)');
    this.#db.transaction(() => {
      for (const { key, vector } of entries) {
        const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        insert.run(this.#network, key.photo, key.rotation, key.view, bytes);
      }
    })();
  }

  close(): void {
    this.#db.close();
  }
}

function open(file: string): Database.Database {
  const db = new Database(file);
  // It may lose its last writes in a power cut: they can be computed again.
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  db.exec(`CREATE TABLE IF NOT EXISTS features (
    network TEXT NOT NULL, photo TEXT NOT NULL, rotation INTEGER NOT NULL, view INTEGER NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (network, photo, rotation, view)) STRICT, WITHOUT ROWID`);
  return db;
}
