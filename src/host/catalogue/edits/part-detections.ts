import { StrandlineError } from '#shared/errors.ts';
import type { Detection, Outline, Tray } from '#shared/domain/tray.ts';
import { type CutLine, cutOutline, joinedOutlines, widestGap } from '#shared/trays/clipped-outlines.ts';
import { isAtEdge, keptOutline } from '#shared/trays/measure-outline.ts';
import { type WritableDb, all, run } from '../database.ts';
import { detectionsOf, trayWith } from '../queries/trays.ts';
import { outlineValues, takeReviewAway } from './edit-detections.ts';
import { type Author, makeEdit } from './edit.ts';

/** What things that are made of others have from them. */
type Inherited = Pick<Detection, 'source' | 'score' | 'state' | 'touching'> & {
  readonly class: number | null;
};

/**
 * Cuts something along a line; the parts are as it was proposed, accepted or rejected, and keep the class that a person gave it. What
 * a model said of the whole is dropped.
 *
 * @returns the parts' ids, the largest first.
 * @throws StrandlineError `not-found`; `bad-argument` for a line that does not lead through it; `conflict` for what became a sample.
 */
export function cutDetection(
  db: WritableDb,
  author: Author,
  { detection, line }: { detection: number; line: CutLine },
): number[] {
  const { tray, detections } = together(db, [detection]);
  const whole = detections[0];
  const parts = whole === undefined ? [] : cutOutline(whole.outline, line);
  if (whole === undefined || parts.length < 2)
    throw new StrandlineError(
      'bad-argument',
      'The line does not lead through it from side to side. Start outside of it and end outside of it.',
    );
  const { source, score, state } = whole;
  const inherited = { source, score, state, touching: true, class: classByPerson(detections) };
  return makeEdit(db, author, { kind: 'cut-detection', things: 1 }, (step) => {
    step.set('detections', 'deletedAt', [detection], author.at);
    const ids = parts.map((part) => insertPart(db, author, tray, part, inherited));
    step.set('detections', 'deletedAt', ids, null);
    return ids;
  });
}

/**
 * Makes one thing of several in a tray. It is accepted where one of them was, and else a proposal where one was; it has the class that
 * people gave them. Gaps are closed, see {@link joinedOutlines}.
 *
 * @throws StrandlineError `not-found`; `bad-argument` for one alone, several trays, or what lies too far apart; `conflict` for what
 *   became samples or has several classes.
 */
export function mergeDetections(db: WritableDb, author: Author, ids: readonly number[]): number {
  const { tray, detections } = together(db, ids);
  if (detections.length < 2)
    throw new StrandlineError('bad-argument', 'Choose two detections or more to be merged.');
  const outlines = detections.map(({ outline }) => outline);
  const gap = widestGap(outlines);
  const whole = joinedOutlines(outlines, gap);
  if (whole === undefined)
    throw new StrandlineError(
      'bad-argument',
      `They lie more than ${gap.toFixed(0)} pixels apart, half the length of the shortest of them. Draw the whole outline by hand instead.`,
    );
  const state = (['accepted', 'proposed', 'rejected'] as const).find((one) =>
    detections.some((other) => other.state === one),
  );
  const sources = new Set(detections.map(({ source }) => source));
  const inherited: Inherited = {
    source: sources.size === 1 ? (detections[0]?.source ?? 'drawn') : 'drawn',
    score: sources.size === 1 ? lowestScore(detections) : null,
    state: state ?? 'accepted',
    touching: false,
    class: classByPerson(detections),
  };
  return makeEdit(db, author, { kind: 'merge-detections', things: detections.length }, (step) => {
    step.set(
      'detections',
      'deletedAt',
      detections.map(({ id }) => id),
      author.at,
    );
    const id = insertPart(db, author, tray, whole, inherited);
    step.set('detections', 'deletedAt', [id], null);
    if (inherited.state === 'proposed') takeReviewAway(step, [tray.id]);
    return id;
  });
}

/** Detections of one tray that are no samples, and the tray. */
function together(db: WritableDb, ids: readonly number[]): { tray: Tray; detections: Detection[] } {
  const rows = all<{ tray: number }>(
    db,
    `SELECT DISTINCT tray_id AS tray FROM detections
     WHERE id IN (SELECT value FROM json_each(@ids)) AND deleted_at IS NULL`,
    { ids: JSON.stringify(ids) },
  );
  if (rows.length > 1)
    throw new StrandlineError('bad-argument', 'They lie in different trays. Choose those of one tray.');
  const chosen = new Set(ids);
  const tray = rows[0] === undefined ? undefined : trayWith(db, rows[0].tray);
  const detections = tray === undefined ? [] : detectionsOf(db, tray.id).filter(({ id }) => chosen.has(id));
  if (tray === undefined || detections.length < chosen.size)
    throw new StrandlineError('not-found', 'This detection is not there any more.');
  const sample = detections.find((one) => one.sample !== null)?.sample;
  if (sample !== undefined && sample !== null)
    throw new StrandlineError(
      'conflict',
      `This detection became the sample ${sample.number}, whose photo shows all of it. Bin the sample first.`,
    );
  return { tray, detections };
}

/** The one class that people gave. @throws StrandlineError `conflict` where they gave several. */
function classByPerson(detections: readonly Detection[]): number | null {
  const classes = new Map(
    detections.flatMap(({ class: one, classBy }) =>
      one !== null && classBy === 'person' ? [[one.id, one.name] as const] : [],
    ),
  );
  if (classes.size > 1)
    throw new StrandlineError(
      'conflict',
      `They have different classes (${[...classes.values()].join(', ')}). Give them one class first.`,
    );
  return [...classes.keys()][0] ?? null;
}

function lowestScore(detections: readonly Detection[]): number | null {
  const scores = detections.flatMap(({ score }) => (score === null ? [] : [score]));
  return scores.length < detections.length ? null : Math.min(...scores);
}

/** A row in the bin, for a step to take it out of it. */
function insertPart(
  db: WritableDb,
  { at }: Author,
  tray: Tray,
  outline: Outline,
  { touching, class: named, ...values }: Inherited,
): number {
  const kept = keptOutline(outline);
  return run(
    db,
    `INSERT INTO detections (tray_id, outline, score, source, state, at_edge, touching, max_feret_px, min_feret_px,
       feret_line, geodesic_px, area_px2, solidity, sharpness, class_id, class_by, deleted_at)
     VALUES (@tray, @outline, @score, @source, @state, @atEdge, @touching, @maxFeret, @minFeret,
       @feretLine, @geodesic, @area, @solidity, @sharpness, @named, @namedBy, @at)`,
    {
      ...values,
      ...outlineValues(kept, isAtEdge(kept, tray)),
      tray: tray.id,
      touching: touching ? 1 : 0,
      named,
      namedBy: named === null ? null : 'person',
      at,
    },
  ).id;
}
