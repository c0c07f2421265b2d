import { StrandlineError } from '#shared/errors.ts';
import type { Author } from '../catalogue/edits/edit.ts';
import { addSamples, removeSamples } from '../catalogue/edits/edit-samples.ts';
import { addPicture } from '../catalogue/import/add-photos.ts';
import type { Lab } from '../catalogue/lab.ts';
import { samplesById } from '../catalogue/queries/samples.ts';

interface Kept {
  readonly survey: number;
  /** The person's class; null where they leave it open. */
  readonly classId: number | null;
  /** Encoded photos, one per angle. */
  readonly photos: readonly Uint8Array[];
}

/**
 * Keeps photos that were taken at the bench, angle by angle, as a new sample of a survey. Every photo is on disk for good
 * before this resolves.
 *
 * @returns the sample's id and number.
 * @throws StrandlineError `conflict` where the lab has all of these photos already; as `addSamples` and `addPicture`.
 */
export async function keepAtBench(
  lab: Lab,
  author: Author,
  { survey, classId, photos }: Kept,
): Promise<{ sample: number; number: string }> {
  const [sample = 0] = addSamples(lab.db, author, { survey, count: 1, set: { class: classId } });
  try {
    let stored = 0;
    for (const [angle, bytes] of photos.entries()) {
      const done = await addPicture(lab, author, { bytes, name: `angle ${angle + 1}`, to: { sample } });
      stored += done.photos;
    }
    if (stored === 0)
      throw new StrandlineError(
        'conflict',
        'These photos are in the lab already. Take new ones of this fragment.',
      );
  } catch (error) {
    // A sample without its photos would be a row that nobody asked for.
    removeSamples(lab.db, author, [sample]);
    throw error;
  }
  const [row] = samplesById(lab.db, [sample]);
  return { sample, number: row?.number ?? '' };
}
