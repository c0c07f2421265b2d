import { readFile } from 'node:fs/promises';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Works on the bytes of a photo's file.
 *
 * @throws StrandlineError `photo-unreadable`, naming the file and the reason, whatever went wrong.
 */
export async function withPhotoFile<T>(path: string, work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await work(await readFile(path));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new StrandlineError(
      'photo-unreadable',
      `${path} could not be read: ${reason}.`,
      { file: path },
      error,
    );
  }
}
