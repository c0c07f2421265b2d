import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, all } from '../database.ts';

/**
 * Samples that were made in another lab, and came here by a merge that counts.
 *
 * @param mark the beginning of that lab's uid, four digits or more. @throws StrandlineError `not-found` for a lab of which there are
 *   none, or a mark that two labs have.
 */
export function samplesOfLab(db: ReadableDb, mark: string): ReadonlySet<number> {
  const rows = all<{ sample: number; uid: string }>(
    db,
    `SELECT row_id AS sample, substr(origin, 1, 32) AS uid FROM origins JOIN edits ON edits.id = edit_id
     WHERE entity = 'samples' AND born = 1 AND edits.state = 'done'`,
  );
  const these = rows.filter(({ uid }) => uid.startsWith(mark));
  if (new Set(these.map(({ uid }) => uid)).size === 1) return new Set(these.map(({ sample }) => sample));
  const marks = [...new Set(rows.map(({ uid }) => uid.slice(0, these.length > 0 ? 12 : 4)))];
  throw new StrandlineError(
    'not-found',
    these.length > 0
      ? `More than one lab has the mark ${mark}. Write more of it: ${marks.join(', ')}.`
      : `No sample of this lab came from a lab with the mark ${mark}. ${marks.length > 0 ? `There are samples from: ${marks.join(', ')}.` : 'Bring one in first: strandline merge.'}`,
  );
}
