import type { MergedLab } from '#shared/domain/lab-mark.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, all } from '../database.ts';
import { markOf } from '../merge/mark.ts';

/** Samples that were made in another lab, and came here by a merge that counts, with its uid. */
const ofOtherLabs = `SELECT row_id AS sample, max(substr(origin, 1, 32)) AS uid
  FROM origins JOIN edits ON edits.id = edit_id
  WHERE entity = 'samples' AND born = 1 AND edits.state = 'done' GROUP BY row_id`;

/** Where samples came from that were made in another lab: uids of labs by samples' rows. */
export function labsOfSamples(db: ReadableDb): ReadonlyMap<number, string> {
  const rows = all<{ sample: number; uid: string }>(db, ofOtherLabs);
  return new Map(rows.map(({ sample, uid }) => [sample, uid]));
}

/**
 * Samples that were made in another lab.
 *
 * @param mark the beginning of that lab's uid, four digits or more. @throws StrandlineError `not-found` for a lab of which there are
 *   none, or a mark that two labs have.
 */
export function samplesOfLab(db: ReadableDb, mark: string): ReadonlySet<number> {
  const labs = labsOfSamples(db);
  const these = [...labs].filter(([, uid]) => uid.startsWith(mark));
  if (new Set(these.map(([, uid]) => uid)).size === 1) return new Set(these.map(([sample]) => sample));
  const marks = [...new Set(labs.values())].map(these.length > 0 ? longMark : markOf);
  throw new StrandlineError(
    'not-found',
    these.length > 0
      ? `More than one lab has the mark ${mark}. Write more of it: ${marks.join(', ')}.`
      : `No sample of this lab came from a lab with the mark ${mark}. ${marks.length > 0 ? `There are samples from: ${marks.join(', ')}.` : 'Bring one in first: strandline merge.'}`,
  );
}

/** Labs that samples in use came from, those with most samples first. What is this lab's own is not read for it. */
export function mergedLabs(db: ReadableDb): MergedLab[] {
  const rows = all<{ uid: string; survey: string; samples: number }>(
    db,
    `SELECT uid, surveys.name AS survey, count(*) AS samples
     FROM (${ofOtherLabs}) JOIN samples ON samples.id = sample JOIN surveys ON surveys.id = survey_id
     WHERE samples.deleted_at IS NULL GROUP BY uid, surveys.id ORDER BY surveys.id`,
  );
  const labs = [...Map.groupBy(rows, ({ uid }) => uid)];
  const isTold = new Set(labs.map(([uid]) => markOf(uid))).size === labs.length;
  return labs
    .map(([uid, theirs]) => ({
      mark: isTold ? markOf(uid) : longMark(uid),
      samples: theirs.reduce((sum, { samples }) => sum + samples, 0),
      surveys: theirs.map(({ survey }) => survey),
    }))
    .sort((a, b) => b.samples - a.samples);
}

/** Where the shorter marks do not tell labs apart. */
function longMark(uid: string): string {
  return uid.slice(0, 12);
}
