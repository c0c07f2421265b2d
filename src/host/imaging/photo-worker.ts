/** A process in which pictures are decoded that may take much memory, or whoever decodes them along. */
import sharp from 'sharp';
import { guardMemory } from '#host/processes/guard-memory.ts';
import { toWireError } from '#shared/errors.ts';
import { checkOpened } from './checked-photo.ts';
import { withPhoto } from './decode.ts';
import type { PhotoAnswer, PhotoTask } from './photo-process.ts';

/** What a header may claim is less; what a damaged picture takes beyond it is not told by anything. */
const mostBytes = 3 * 1024 ** 3;

// libvips would keep what it decoded last, for whoever asks for the same once more.
sharp.cache(false);
process.once('disconnect', () => process.exit());
guardMemory({ bytes: mostBytes });
process.on('message', ({ bytes, name }: PhotoTask) => {
  void withPhoto(bytes, { name }, (photo) => checkOpened(bytes, photo))
    .then(
      (checked): PhotoAnswer => ({ checked }),
      (error: unknown): PhotoAnswer => ({ error: toWireError(error) }),
    )
    .then((answer) => process.send?.(answer));
});
