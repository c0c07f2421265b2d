import type { FoundThing, LeftOut } from '#shared/domain/finding.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import { isAtEdge, isWithin } from '#shared/trays/measure-outline.ts';
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
 * What a detector finds in a tray; nothing is written.
 *
 * @param detector its id or name.
 * @throws StrandlineError `not-found`, `photo-unreadable`, `not-a-model`, `lab-read-only`.
 */
export async function searchByDetector(
  lab: Lab,
  { tray, detector }: { tray: number; detector: string },
  find: Finds = findThingsInWorker,
): Promise<ByDetector> {
  refuseReadOnly(lab);
  const signal = new AbortController().signal;
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
