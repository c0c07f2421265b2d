import type { FoundThing, LeftOut } from '#shared/domain/finding.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import type { JobArgs, JobResult } from '#shared/jobs/kinds.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import { isAtEdge, isWithin } from '#shared/trays/measure-outline.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import { proposeDetections } from '#host/catalogue/edits/propose-detections.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { trayWith } from '#host/catalogue/queries/trays.ts';
import { findThingsInWorker } from '#host/detector/detector-process.ts';
import type { FoundThings } from '#host/detector/find-things.ts';
import type { CountedPicture } from '#host/detector/working-picture.ts';
import { pictureOf } from './search-tray.ts';
import { detectorFile } from './stored-detectors.ts';

/** What a detector finds in a picture. */
export interface ByDetector {
  /** With how sure the detector is of each, 0..1. */
  readonly found: readonly (FoundThing & { readonly score: number })[];
  /** What was found with its middle outside of the counted region. */
  readonly leftOut: LeftOut[];
  /** The ground looks like none that the detector was trained on: its count is not to be trusted. */
  readonly unseenGround: boolean;
  /** How many outlines are the ellipse of a box, since the picture shows no edge there. */
  readonly ellipses: number;
}

/** What finds: a process of its own, but for tests. */
export type Finds = (detector: string, picture: CountedPicture, signal: AbortSignal) => Promise<FoundThings>;

/**
 * Replaces the proposals of a tray by what a detector finds in it, in one step.
 *
 * @param args `detector`: its id or name.
 * @throws StrandlineError `not-found`, `photo-unreadable`, `not-a-model`, `lab-read-only`; the reason of the signal once it is
 *   aborted, and then nothing is proposed.
 */
export async function proposeByDetector(
  { lab, signal, onProgress }: Omit<LabWork, 'changed'>,
  author: () => Author,
  args: JobArgs<'find-by-detector'>,
  find: Finds = findThingsInWorker,
): Promise<JobResult<'find-by-detector'>> {
  refuseReadOnly(lab);
  const { tray } = args;
  onProgress({ phase: 'Finding', done: 0, total: 1, unit: 'trays' });
  const { found, ...told } = await searchByDetector(lab, args, signal, find);
  signal.throwIfAborted();
  const proposed = proposeDetections(lab.db, author(), { tray, source: 'model', found });
  onProgress({ phase: 'Finding', done: 1, total: 1, unit: 'trays' });
  return { proposed, ...told };
}

/** What a detector finds in a tray; nothing is written. */
async function searchByDetector(
  lab: Lab,
  { tray, detector }: JobArgs<'find-by-detector'>,
  signal: AbortSignal,
  find: Finds,
): Promise<ByDetector> {
  const found = await find(detectorFile(lab, detector), pictureOf(lab, tray), signal);
  // As it is now: it may have been changed meanwhile.
  return countedOf(found, trayWith(lab.db, tray));
}

/** What counts of what a detector found. @param picture its sides and counted region, in its pixels. */
export function countedOf(
  { things, unseenBackground }: FoundThings,
  picture: { readonly width: number; readonly height: number; readonly region: CountedRegion | null },
): ByDetector {
  const { region } = picture;
  const isInside = ({ outline }: Pick<FoundThing, 'outline'>): boolean =>
    region === null || isWithin(region, middleOf(boundsOf(outline)));
  const inside = things.filter(isInside);
  return {
    found: inside.map(({ outline, score, touching, sharpness }) => ({
      ...{ outline, score, touching, sharpness },
      atEdge: isAtEdge(outline, picture),
    })),
    leftOut: things.flatMap((one) =>
      isInside(one) ? [] : [{ outline: one.outline, reason: 'outside' as const }],
    ),
    unseenGround: unseenBackground,
    ellipses: inside.filter(({ by }) => by === 'ellipse').length,
  };
}
