import type { Detection, Outline } from '#shared/domain/tray.ts';
import { keptOutline } from '#shared/trays/measure-outline.ts';
import { outlineOverlap } from '#shared/trays/outline-overlap.ts';
import { type WritableDb, run } from '../database.ts';
import { detectionsOf, trayWith } from '../queries/trays.ts';
import { outlineValues, takeReviewAway } from './edit-detections.ts';
import { type Author, type Step, makeEdit } from './edit.ts';

/** Something that was found, to be decided on. */
export interface Proposal {
  readonly outline: Outline;
  /** How sure what found it is, 0..1; null where that is no number. */
  readonly score: number | null;
  /** Whether it is cut by the picture's edge, or by that of the counted region. */
  readonly atEdge: boolean;
  readonly touching: boolean;
  /** How sharp the picture is there, 0..1; null where that was not looked at. */
  readonly sharpness: number | null;
}

/** What was found in a tray, and by what. */
interface Found {
  readonly tray: number;
  readonly source: 'threshold' | 'model';
  readonly found: readonly Proposal[];
}

/** What overlaps so much is one thing. */
const sameThing = 0.5;

/**
 * Proposes what was found in a tray, in one step: in place of the proposals that nobody decided on. What overlaps something
 * decided by half is not proposed again. The tray's review goes with the first proposal.
 *
 * @returns how many are proposed.
 * @throws StrandlineError `not-found`.
 */
export function proposeDetections(db: WritableDb, author: Author, { tray, source, found }: Found): number {
  trayWith(db, tray);
  const before = detectionsOf(db, tray);
  const decided = before.filter(isDecided);
  const open = before.filter((one) => !isDecided(one)).map(({ id }) => id);
  const proposed = found.filter(({ outline }) =>
    decided.every((one) => outlineOverlap(one.outline, outline) < sameThing),
  );
  return makeEdit(
    db,
    author,
    { kind: 'propose-detections', things: Math.max(1, proposed.length) },
    (step) => {
      step.set('detections', 'deletedAt', open, author.at);
      const count = addProposals(db, author, step, { tray, source, found: proposed });
      if (count > 0) takeReviewAway(step, [tray]);
      return count;
    },
  );
}

/** Proposes things as a part of a step. @returns how many. */
export function addProposals(
  db: WritableDb,
  author: Author,
  step: Step,
  { tray, source, found }: Found,
): number {
  const ids = found.map(({ outline, score, atEdge, touching, sharpness }) => {
    const values = { tray, source, score, touching: touching ? 1 : 0, at: author.at };
    return insertProposal(db, { ...values, ...outlineValues(keptOutline(outline), atEdge), sharpness });
  });
  step.set('detections', 'deletedAt', ids, null);
  return ids.length;
}

/** A class that a person gave and a sample that was made are decisions too. */
function isDecided({ state, classBy, sample }: Detection): boolean {
  return state !== 'proposed' || classBy === 'person' || sample !== null;
}

/** A row in the bin. */
function insertProposal(db: WritableDb, values: Record<string, string | number | null>): number {
  return run(
    db,
    `INSERT INTO detections (tray_id, outline, score, source, state, at_edge, touching, max_feret_px, min_feret_px,
       feret_line, geodesic_px, area_px2, solidity, sharpness, deleted_at)
     VALUES (@tray, @outline, @score, @source, 'proposed', @atEdge, @touching, @maxFeret, @minFeret,
       @feretLine, @geodesic, @area, @solidity, @sharpness, @at)`,
    values,
  ).id;
}
