import { StrandlineError } from '#shared/errors.ts';
import { type CheckedPhoto, checkOpened } from './checked-photo.ts';
import { withPhoto } from './decode.ts';
import { checkApart } from './photo-process.ts';

/** Pictures that take more are decoded where they can take nothing along. */
const mostHere = 64 * 1024 ** 2;

/** Formats whose decoders have many ways to go wrong, and that take long anyhow. */
const apart: readonly string[] = ['tif', 'avif'];

/**
 * Decodes a photo as an import does. What may take much memory, or its process along, is decoded in another one.
 *
 * @param name what it is called, for the reason why it cannot be read alone.
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export function checkPhoto(bytes: Uint8Array, name?: string): Promise<CheckedPhoto> {
  return withPhoto(bytes, { name }, async (photo) => {
    const { bytes: needed, extension } = photo;
    // HEIC is decoded by WebAssembly in threads of its own.
    const isRisky = extension !== 'heic' && (needed > mostHere || apart.includes(extension));
    if (!isRisky) return checkOpened(bytes, photo);
    try {
      return await checkApart(bytes, name);
    } catch (error) {
      if (error instanceof StrandlineError) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new StrandlineError('photo-unreadable', `its picture cannot be decoded: ${said}`, {}, error);
    }
  });
}
