import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { CameraSettings } from '#shared/camera/camera.ts';
import type { PhotoTarget } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import type { WritableDb } from '#host/catalogue/database.ts';
import { type Author, type Step, makeEdit } from '#host/catalogue/edits/edit.ts';
import { photoRows } from '#host/catalogue/edits/photo-rows.ts';
import { checkTarget, insertAngles } from '#host/catalogue/import/add-photos.ts';
import { stagePhoto } from '#host/catalogue/import/read-photo.ts';
import { publishRead } from '#host/catalogue/import/staged-photos.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { saveFingerprint } from '#host/catalogue/queries/samples/fingerprints.ts';
import { insertSample, samplesById } from '#host/catalogue/queries/samples/samples.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { hashOf } from '#host/catalogue/photo-store.ts';
import { measurePhoto } from '#host/imaging/measure.ts';

/** A photo as it was taken at the bench. */
export interface BenchPhoto {
  /** Encoded. */
  readonly bytes: Uint8Array;
  /** How the camera was set; null where nobody knows. */
  readonly camera: CameraSettings | null;
}

interface Kept {
  /** A survey, for a new sample of it, or a sample that gets the photos as further angles. */
  readonly to: PhotoTarget;
  /** The person's class; null where they leave it open: a sample that has a class keeps it. */
  readonly classId: number | null;
  /** One per angle. */
  readonly photos: readonly BenchPhoto[];
  /** What the model says of exactly these photos. */
  readonly verdict: Verdict;
  /** Row id of the model. */
  readonly model: number;
  /** The sitting that they were taken in. */
  readonly session: number | null;
}

/**
 * Keeps photos that were taken at the bench, angle by angle, with the verdict and what each photo is like. It is one step:
 * one undo takes the whole fragment back. Every photo is on disk for good before this resolves.
 *
 * @returns the sample, and how many photos it got: those that the lab had already do not count.
 * @throws StrandlineError `conflict` where the lab has all of these photos already, `not-found` where the sample or survey is
 *   not in use, `photo-unreadable`, `disk-full`, `no-permission`.
 */
export async function keepAtBench(
  lab: Lab,
  author: Author,
  { to, classId, photos, verdict, model, session }: Kept,
): Promise<{ sample: SampleId; number: string; photos: number; files: string[] }> {
  refuseReadOnly(lab);
  const { db } = lab;
  checkTarget(db, to);
  const measured = new Map(
    await Promise.all(
      photos.map(async ({ bytes, camera }) => {
        const statistics = await measurePhoto(bytes);
        return [hashOf(bytes), { statistics, camera }] as const;
      }),
    ),
  );
  const staged = await publishRead(`photos kept in ${lab.directory}`, async (take) => {
    for (const [angle, { bytes }] of photos.entries()) {
      const name = `angle ${angle + 1}`;
      take(name, await stagePhoto(lab, bytes, name));
    }
  });
  // The files took a while; the sample may have gone to the bin meanwhile.
  checkTarget(db, to);
  return makeEdit(db, author, { kind: 'keep', things: Math.max(1, staged.photos.length) }, (step) => {
    const sample = 'sample' in to ? to.sample : newSample(db, author, step, to.survey);
    if (classId !== null) step.set('samples', 'class', [sample], classId);
    const added = insertAngles(db, author, staged.photos, sample);
    if (added.length === 0) throw alreadyThere();
    step.set('photos', 'deletedAt', added, null);
    const number = samplesById(db, [sample])[0]?.number ?? '';
    const files = photos.map((_, angle) => `${number} angle ${angle + 1}`);
    const id = insertVerdict(db, { model, verdict: { ...verdict, files }, sample, session, at: author.at });
    for (const row of photoRows<{ id: PhotoId; hash: string }>(db, 'id, hash', { photos: added })) {
      const fingerprint = measured.get(row.hash);
      if (fingerprint !== undefined) saveFingerprint(db, row.id, { ...fingerprint, verdict: id });
    }
    return { sample, number, photos: added.length, files };
  });
}

/** Born in the bin, and taken out of it by the step. */
function newSample(db: WritableDb, { at }: Author, step: Step, survey: number): SampleId {
  const sample = insertSample(db, { survey, createdAt: at, deletedAt: at });
  step.set('samples', 'deletedAt', [sample], null);
  return sample;
}

function alreadyThere(): StrandlineError {
  return new StrandlineError(
    'conflict',
    'These photos are in the lab already, or in its bin. Take new ones of this fragment.',
  );
}
