import type { Readable } from 'node:stream';
import type { ReadableDb } from '../database.ts';
import type { StoredName } from '../photo-store.ts';

/** A lab that is brought in. Nothing of it is written to. */
export interface OtherLab {
  readonly db: ReadableDb;
  /**
   * The bytes of a photo or a tray of its.
   *
   * @throws StrandlineError `corrupt-file`; what the file system says.
   */
  read(file: StoredName): Promise<Readable>;
  /**
   * The bytes of a model of its.
   *
   * @param file as its row says. @throws as {@link OtherLab.read}.
   */
  readModel(file: string): Promise<Readable>;
  close(): void;
}
