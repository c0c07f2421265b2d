import type { ExportCheck } from '#shared/domain/export.ts';
import type { Archive } from './archive.ts';
import type { PhotoCopy } from './copy-photos.ts';

/** What a format comes to: files with their content, photos to copy, and how both are checked when they are written. */
export interface Outcome {
  /** By their paths in the folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly photos: readonly PhotoCopy[];
  readonly archive?: Archive;
  /**
   * @param read reads a file of the folder anew. @param archived the archive's files without the photos, read anew.
   * @param directory the folder.
   */
  readonly check: (
    read: (name: string) => Promise<Buffer>,
    archived: ReadonlyMap<string, Buffer>,
    directory: string,
  ) => Promise<readonly ExportCheck[]>;
}
