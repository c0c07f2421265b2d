import { rmSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import type { JobArgs, JobResult } from '#shared/jobs/kinds.ts';
import { explained } from '#host/lib/explained.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { ownPhotoPath } from '#host/catalogue/photo-store.ts';
import { annotatedTrays } from '#host/catalogue/queries/annotated-trays.ts';
import type { AnnotatedPicture, DetectorHooks, TrainDetectorOptions } from '#host/detector/detector.ts';
import { trainDetectorInWorker } from '#host/detector/detector-process.ts';
import { fewestPictures } from '#host/detector/train-detector.ts';
import { readYoloFolder } from '#host/detector/yolo-folder.ts';
import { publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import { detectorId, newDetectorFile } from './stored-detectors.ts';

/** What a detector of a lab is trained on, and what it is called. */
type Training = JobArgs<'train-detector'>;

/** What trains: a process of its own, but for tests. */
type Trains = (
  pictures: readonly AnnotatedPicture[],
  options: TrainDetectorOptions,
  hooks: DetectorHooks,
) => Promise<unknown>;

/**
 * Trains a detector on a lab's reviewed trays, or on a folder of pictures with boxes, and keeps it among the lab's detectors:
 * whole, or not at all.
 *
 * @throws StrandlineError `bad-argument` where fewer than four trays were reviewed or nothing was accepted in them,
 *   `photo-unreadable`, `diverged`, `disk-full`, `lab-read-only`; the reason of the signal once it is aborted.
 */
export async function trainLabDetector(
  { lab, signal, onProgress }: Omit<LabWork, 'changed'>,
  args: Training,
  train: Trains = trainDetectorInWorker,
): Promise<JobResult<'train-detector'>> {
  refuseReadOnly(lab);
  const { pictures, leftOut } = await learntFrom(lab, args);
  const file = newDetectorFile(lab);
  const temporary = `${file}${temporaryEnding}`;
  try {
    await train(pictures, { out: temporary, name: args.name, seed: args.seed }, { signal, onProgress });
    // A cancel that comes while the file is written leaves nothing either.
    signal.throwIfAborted();
    publishNow(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explained(error, file);
  }
  return { detector: detectorId(file), leftOut };
}

async function learntFrom(
  lab: Lab,
  { directory, ...scope }: Training,
): Promise<{ pictures: AnnotatedPicture[]; leftOut: string[] }> {
  if (directory !== undefined) return { pictures: await readYoloFolder(directory), leftOut: [] };
  const { annotated, leftOut } = annotatedTrays(lab.db, scope);
  refuseFew(annotated, leftOut.length);
  return {
    pictures: annotated.map(({ name, boxes, region, ...stored }) => ({
      file: ownPhotoPath(lab, stored),
      name,
      boxes,
      region,
    })),
    leftOut: leftOut.map(({ name }) => name),
  };
}

function refuseFew(annotated: readonly { boxes: readonly unknown[] }[], waiting: number): void {
  const count = annotated.length;
  const are = count === 1 ? 'was' : 'were';
  if (count < fewestPictures)
    throw new StrandlineError(
      'bad-argument',
      `A detector learns from ${fewestPictures} reviewed trays at least, best from about 20; ${count} ${are} reviewed${waiting === 0 ? '' : `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for it`}. Review ${fewestPictures - count} more.`,
    );
  if (annotated.every(({ boxes }) => boxes.length === 0))
    throw new StrandlineError(
      'bad-argument',
      'Nothing was accepted in the reviewed trays, so there is nothing to learn. Accept or draw what lies in them.',
    );
}
