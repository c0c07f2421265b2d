import { statSync } from 'node:fs';
import { systemError } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { filesBelow } from './annotation-files.ts';
import type { Annotations } from './annotations.ts';
import { readCoco } from './coco.ts';
import { readYolo } from './yolo.ts';

/**
 * What a folder of annotated pictures holds: YOLO's folders where there are some, else COCO's files.
 *
 * @throws StrandlineError `not-found`, `bad-argument` for what is no folder or holds neither, `no-permission`.
 */
export function readAnnotations(folder: string): Annotations {
  try {
    if (!statSync(folder).isDirectory())
      throw new StrandlineError(
        'bad-argument',
        `${folder} is no folder. Name the folder that holds the annotations.`,
      );
    const files = filesBelow(folder);
    const found = readYolo(folder, files) ?? readCoco(folder, files);
    if (found !== undefined) return found;
  } catch (error) {
    throw systemError(error, folder) ?? error;
  }
  throw new StrandlineError(
    'bad-argument',
    `${folder} holds no annotations that can be read: neither folders images and labels (YOLO) nor a file of JSON with a list of images (COCO).`,
    { folder },
  );
}
