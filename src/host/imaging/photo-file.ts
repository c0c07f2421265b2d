import { readFile } from 'node:fs/promises';
import { systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Works on the bytes of a photo's file.
 *
 * @throws StrandlineError `photo-unreadable`, naming the file and the reason (both in its data too), whatever went wrong.
 */
export async function withPhotoFile<T>(path: string, work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await work(await readFile(path));
  } catch (error) {
    const reason = systemReason(error);
    const message = `${path} could not be read: ${reason}.`;
    throw new StrandlineError('photo-unreadable', message, { file: path, reason }, error);
  }
}
