import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Region } from '#shared/camera/region.ts';
import type { FindingSettings } from '#shared/domain/finding.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import { countedSquare } from '#shared/trays/counted-square.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import type { Proposal } from '#host/catalogue/edits/propose-detections.ts';
import { addFoundTray } from '#host/catalogue/import/add-found-tray.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { scaleOfNewPhotos } from '#host/catalogue/queries/profiles.ts';
import { surveyName } from '#host/catalogue/queries/surveys.ts';
import { trayWith } from '#host/catalogue/queries/trays.ts';
import { findThingsInWorker } from '#host/detector/detector-process.ts';
import { sidesOf } from '#host/detector/working-picture.ts';
import type { Finder } from '#host/finding/finder.ts';
import { systemReason } from '#host/lib/system-error.ts';
import { type ByDetector, type Finds, countedOf } from './search-by-detector.ts';
import { detectorFile } from './stored-detectors.ts';

/** A camera's frame, encoded, and the part of it that is counted; null for all of it. */
interface EncodedFrame {
  readonly picture: Uint8Array;
  readonly region: Region | null;
}

/** What things are found by: how they stand out, or a detector (its id or name). */
type By = { readonly settings: FindingSettings } | { readonly detector: string };

/**
 * What a detector finds in a camera's frame; nothing is written into the lab.
 *
 * @throws StrandlineError `not-found`, `photo-unreadable`, `not-a-model`.
 */
export async function countByDetector(
  lab: Lab,
  { detector, ...frame }: EncodedFrame & { readonly detector: string },
  find: Finds = findThingsInWorker,
): Promise<ByDetector> {
  const model = detectorFile(lab, detector);
  return withFrame(frame, async (seen) =>
    countedOf(await find(model, seen, new AbortController().signal), seen),
  );
}

/**
 * Keeps a camera's frame as a tray of a survey, with what is found in it proposed, in one step. A smallest size is in µm where the
 * lab has a chosen profile, whose scale the tray gets; else in pixels.
 *
 * @param author asked once all is found. @throws StrandlineError as {@link countByDetector} and `addFoundTray`; `too-large`.
 */
export async function keepFrame(
  { lab, finder }: { readonly lab: Lab; readonly finder: Finder },
  author: () => Author,
  { survey, by, ...frame }: EncodedFrame & { readonly survey: number; readonly by: By },
  find: Finds = findThingsInWorker,
): Promise<{ tray: number; number: string; proposed: number; unseenGround: boolean; ellipses: number }> {
  refuseReadOnly(lab);
  // Before anything is looked for, which may take seconds.
  surveyName(lab.db, survey);
  const { found, region, ...told } = await foundBy({ lab, finder }, { by, ...frame }, find);
  const source = 'detector' in by ? 'model' : 'threshold';
  const kept = await addFoundTray(lab, author(), { survey, picture: frame.picture, region, source, found });
  return { ...kept, number: trayWith(lab.db, kept.tray).number, ...told };
}

interface FoundInFrame extends Pick<ByDetector, 'unseenGround' | 'ellipses'> {
  readonly found: readonly Proposal[];
  readonly region: CountedRegion | null;
}

async function foundBy(
  { lab, finder }: { readonly lab: Lab; readonly finder: Finder },
  { by, ...frame }: EncodedFrame & { readonly by: By },
  find: Finds,
): Promise<FoundInFrame> {
  const model = 'detector' in by ? detectorFile(lab, by.detector) : '';
  return withFrame(frame, async (seen) => {
    const { region } = seen;
    if ('detector' in by) {
      const { found, unseenGround, ellipses } = countedOf(
        await find(model, seen, new AbortController().signal),
        seen,
      );
      return { found, region, unseenGround, ellipses };
    }
    const smallest = by.settings.smallest / (scaleOfNewPhotos(lab.db).umPerPixel ?? 1);
    const { found } = await finder.inPicture(seen, { ...by.settings, smallest });
    const proposals = found.map((one) => ({ ...one, score: null }));
    return { found: proposals, region, unseenGround: false, ellipses: 0 };
  });
}

/** A frame as a file, which is gone afterwards. */
interface SeenFrame {
  readonly file: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly region: CountedRegion | null;
}

async function withFrame<T>(
  { picture, region }: EncodedFrame,
  work: (seen: SeenFrame) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'strandline-frame-'));
  try {
    const file = join(folder, 'frame');
    await writeFile(file, picture);
    const { width, height } = await sidesOf(file).catch((error: unknown) => {
      const reason = systemReason(error);
      const message = `The camera’s picture could not be read: ${reason}.`;
      throw new StrandlineError('photo-unreadable', message, { reason }, error);
    });
    const counted = region && countedSquare(region, width, height);
    return await work({ file, width, height, region: counted });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
