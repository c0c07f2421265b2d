import { statSync } from 'node:fs';
import { systemError } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { filesBelow } from './annotation-files.ts';
import type { AnnotationFormat } from '#shared/domain/annotations.ts';
import type { Annotations } from './annotations.ts';
import { readCoco } from './coco.ts';
import { readYolo } from './yolo.ts';

/**
 * What a folder of annotated pictures holds: YOLO's folders or COCO's files.
 *
 * @param format which of both is read; needed where the folder holds both.
 * @throws StrandlineError `not-found`, `no-permission`; `bad-argument` for what is no folder, does not hold what is asked for, or
 *   holds both and nobody said which is meant.
 */
export function readAnnotations(folder: string, format?: AnnotationFormat): Annotations {
  try {
    if (!statSync(folder).isDirectory())
      throw new StrandlineError(
        'bad-argument',
        `${folder} is no folder. Name the folder that holds the annotations.`,
      );
    const files = filesBelow(folder);
    const yolo = format === 'coco' ? undefined : readYolo(folder, files);
    const coco = format === 'yolo' ? undefined : readCoco(folder, files);
    if (yolo !== undefined && coco !== undefined && coco.pictures.length > 0)
      throw new StrandlineError(
        'bad-argument',
        `${folder} holds annotations in the form of YOLO (${counted(yolo)}) and of COCO (${counted(coco)}), which need not say the same. Say which is meant: --format yolo, or --format coco.`,
        { folder },
      );
    const found = yolo ?? coco;
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

function counted({ pictures }: Annotations): string {
  return `${pictures.length} ${pictures.length === 1 ? 'picture' : 'pictures'}`;
}
