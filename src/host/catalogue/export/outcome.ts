import type { ExportCheck } from '#shared/domain/export.ts';
import type { PhotoCopy } from './copy-photos.ts';

/** What a format comes to: files with their content, photos to copy, and how both are checked when they are written. */
export interface Outcome {
  /** By their paths in the folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly photos: readonly PhotoCopy[];
  /** @param read reads a file of the folder anew. */
  readonly check: (read: (name: string) => Promise<Buffer>) => Promise<readonly ExportCheck[]>;
}
