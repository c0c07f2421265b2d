import { createReadStream, realpathSync, statSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import { type Lab, openLabToRead } from '../lab.ts';
import { modelPath } from '../model-store.ts';
import { ownPhotoPath } from '../photo-store.ts';
import type { OtherLab } from './other-lab.ts';
import { openPackedLab } from './packed-lab.ts';

/**
 * Opens what is to be brought in: a lab's folder, or a packed lab.
 *
 * @throws StrandlineError as `openLab`; `corrupt-file` for a file that is no packed lab, or not as it was packed; `bad-argument`
 *   for the lab itself.
 */
export async function openOtherLab(lab: Lab, source: string): Promise<OtherLab> {
  if (statSync(source, { throwIfNoEntry: false })?.isFile() === true) return openPackedLab(source);
  const other = openLabToRead(source, 'it is brought into another lab');
  if (realpathSync.native(source) === realpathSync.native(lab.directory)) {
    other.close();
    throw new StrandlineError('bad-argument', 'A lab cannot be brought into itself. Choose another one.');
  }
  return {
    db: other.db,
    read: (file) => Promise.resolve(createReadStream(ownPhotoPath(other, file))),
    readModel: (file) => Promise.resolve(createReadStream(modelPath(other, { file }))),
    close: () => other.close(),
  };
}
