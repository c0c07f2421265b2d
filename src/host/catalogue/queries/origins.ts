import type { MergedLab } from '#shared/domain/lab-mark.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, all } from '../database.ts';

/** Where samples came from that were made in another lab, and came here by a merge that counts: uids of labs by samples' rows. */
export function labsOfSamples(db: ReadableDb): ReadonlyMap<number, string> {
  const rows = all<{ sample: number; uid: string }>(
    db,
    `SELECT row_id AS sample, substr(origin, 1, 32) AS uid FROM origins JOIN edits ON edits.id = edit_id
     WHERE entity = 'samples' AND born = 1 AND edits.state = 'done'`,
  );
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
  const marks = marksOf([...new Set(labs.values())], these.length > 0 ? longMark : shortMark);
  throw new StrandlineError(
    'not-found',
    these.length > 0
      ? `More than one lab has the mark ${mark}. Write more of it: ${marks.join(', ')}.`
      : `No sample of this lab came from a lab with the mark ${mark}. ${marks.length > 0 ? `There are samples from: ${marks.join(', ')}.` : 'Bring one in first: strandline merge.'}`,
  );
}

/** Labs that samples in use came from, those with most samples first. */
export function mergedLabs(db: ReadableDb): MergedLab[] {
  const labs = labsOfSamples(db);
  const rows = all<{ sample: number; survey: string }>(
    db,
    `SELECT samples.id AS sample, surveys.name AS survey FROM samples JOIN surveys ON surveys.id = survey_id
     WHERE samples.deleted_at IS NULL ORDER BY surveys.id`,
  );
  const theirs = Map.groupBy(rows, ({ sample }) => labs.get(sample));
  const uids = [...theirs.keys()].filter((uid) => uid !== undefined);
  const marks = marksOf(uids, shortMark);
  const isTold = new Set(marks).size === marks.length;
  return uids
    .map((uid) => ({
      mark: uid.slice(0, isTold ? shortMark : longMark),
      samples: theirs.get(uid)?.length ?? 0,
      surveys: [...new Set(theirs.get(uid)?.map(({ survey }) => survey))],
    }))
    .sort((a, b) => b.samples - a.samples);
}

/** Digits of a uid; the longer one where the shorter ones do not tell labs apart. */
const shortMark = 4;
const longMark = 12;

function marksOf(uids: readonly string[], length: number): string[] {
  return uids.map((uid) => uid.slice(0, length));
}
