import { StrandlineError } from '#shared/errors.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { type Author, makeEdit } from '../edits/edit.ts';
import { type Proposal, addProposals } from '../edits/propose-detections.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { hashOf } from '../photo-store.ts';
import { scaleOfNewPhotos } from '../queries/profiles.ts';
import { surveyName } from '../queries/surveys.ts';
import { addTray, whyKnown } from './add-trays.ts';
import { stagePicture } from './read-photo.ts';
import { publishRead } from './staged-photos.ts';

/** A camera's picture with what was found in it. */
interface FoundTray {
  readonly survey: number;
  /** Encoded. */
  readonly picture: Uint8Array;
  /** In pixels of the picture. */
  readonly region: CountedRegion | null;
  readonly source: 'threshold' | 'model';
  readonly found: readonly Proposal[];
}

/**
 * Adds a camera's picture to a survey as a tray, with the chosen profile's scale and what was found proposed. It is one step, and
 * the picture is on disk for good before its row is committed.
 *
 * @throws StrandlineError `not-found`; `conflict` where this very picture is a tray already; `photo-unreadable`, `disk-full`,
 *   `no-permission`, `lab-read-only`.
 */
export async function addFoundTray(
  lab: Lab,
  author: Author,
  { survey, picture, region, source, found }: FoundTray,
): Promise<{ tray: number; proposed: number }> {
  refuseReadOnly(lab);
  const { db } = lab;
  const refuseKnown = (): void => {
    surveyName(db, survey);
    const known = whyKnown(db, hashOf(picture));
    if (known !== undefined) throw new StrandlineError('conflict', `This picture was not kept: ${known}.`);
  };
  refuseKnown();
  const name = `Camera ${author.today}`;
  const { photos, report } = await publishRead(`a tray kept in ${lab.directory}`, async (take) =>
    take(name, await stagePicture(lab, picture, name)),
  );
  const [staged] = photos;
  if (staged === undefined) {
    const reason = report.skipped[0]?.reason ?? 'it is no picture';
    throw new StrandlineError('photo-unreadable', `The camera’s picture was not kept: ${reason}.`, {
      reason,
    });
  }
  // The file took a while: the survey may have gone to the bin, or the same picture been kept.
  refuseKnown();
  const photo = { ...staged.photo, fileName: `${name}.${staged.photo.extension}` };
  const scale = scaleOfNewPhotos(db);
  return makeEdit(db, author, { kind: 'add-trays', things: 1 }, (step) => {
    const tray = addTray(db, step, { survey, at: author.at, photo });
    if (scale.umPerPixel !== undefined) {
      step.set('trays', 'umPerPixel', [tray], scale.umPerPixel);
      step.set('trays', 'scaleSource', [tray], 'profile');
    }
    if (region !== null) step.set('trays', 'region', [tray], JSON.stringify(region));
    return { tray, proposed: addProposals(db, author, step, { tray, source, found }) };
  });
}
