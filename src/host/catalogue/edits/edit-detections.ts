import { StrandlineError } from '#shared/errors.ts';
import type { Detection, DetectionState, Measures, Outline } from '#shared/domain/tray.ts';
import { isAtEdge, keptOutline, outlineMeasures } from '#shared/trays/measure-outline.ts';
import { type ReadableDb, type WritableDb, all, run } from '../database.ts';
import { className } from '../queries/classes.ts';
import { trayWith } from '../queries/trays.ts';
import { type Author, type Step, makeEdit } from './edit.ts';

/** Adds something to a tray by its outline, accepted. @returns its id. @throws StrandlineError `not-found`. */
export function drawDetection(
  db: WritableDb,
  author: Author,
  { tray, outline, source }: { tray: number; outline: Outline; source: 'wand' | 'drawn' },
): number {
  const kept = keptOutline(outline);
  const atEdge = isAtEdge(kept, trayWith(db, tray));
  return makeEdit(db, author, { kind: 'draw-detection', things: 1 }, (step) => {
    const id = insertDetection(db, author, { tray, outline: kept, source, state: 'accepted', atEdge });
    step.set('detections', 'deletedAt', [id], null);
    return id;
  });
}

/** A row in the bin, for a step to take it out of it. @property outline as it is kept. @returns its id. */
function insertDetection(
  db: WritableDb,
  { at }: Author,
  {
    outline,
    atEdge,
    ...values
  }: Pick<Detection, 'outline' | 'source' | 'state' | 'atEdge'> & { readonly tray: number },
): number {
  return run(
    db,
    `INSERT INTO detections (tray_id, outline, source, state, at_edge, touching, max_feret_px, min_feret_px, feret_line,
       geodesic_px, area_px2, solidity, sharpness, deleted_at)
     VALUES (@tray, @outline, @source, @state, @atEdge, 0, @maxFeret, @minFeret, @feretLine,
       @geodesic, @area, @solidity, @sharpness, @at)`,
    { ...values, at, ...outlineValues(outline, atEdge) },
  ).id;
}

/** A thing that came with a file of annotations. @property class of the lab, null for none. */
export interface NewThing {
  readonly outline: Outline;
  readonly class: number | null;
}

/** Adds things to a tray that came with a file of annotations, as a part of a step, which takes its review away. */
export function addThings(
  db: WritableDb,
  author: Author,
  step: Step,
  { tray, state, things }: { tray: number; state: DetectionState; things: readonly NewThing[] },
): void {
  const picture = trayWith(db, tray);
  const ids = things.map(({ outline }) => {
    const kept = keptOutline(outline);
    const atEdge = isAtEdge(kept, picture);
    return insertDetection(db, author, { tray, outline: kept, source: 'boxes', state, atEdge });
  });
  step.set('detections', 'deletedAt', ids, null);
  step.set('detections', 'class', ids, (_, index) => things[index]?.class ?? null);
  step.set('detections', 'classBy', ids, (_, index) =>
    (things[index]?.class ?? null) === null ? null : 'person',
  );
  if (ids.length > 0) takeReviewAway(step, [tray]);
}

/** What may be changed of detections. Absent is untouched; a class is what the person says, null is "not known". */
export interface DetectionPatch {
  readonly state?: DetectionState | undefined;
  readonly class?: number | null | undefined;
  readonly outline?: Outline | undefined;
}

/**
 * Changes detections, all of them in one step. One that is a proposal again takes the review of its tray away.
 *
 * @throws StrandlineError `not-found`; `bad-argument` for one outline of several.
 */
export function editDetections(
  db: WritableDb,
  author: Author,
  { detections, set }: { detections: readonly number[]; set: DetectionPatch },
): void {
  const trays = traysOf(db, detections);
  if (typeof set.class === 'number') className(db, set.class);
  if (set.outline !== undefined && detections.length !== 1)
    throw new StrandlineError('bad-argument', 'An outline belongs to one detection. Choose one.');
  makeEdit(db, author, { kind: 'edit-detections', things: detections.length }, (step) => {
    if (set.state !== undefined) step.set('detections', 'state', detections, set.state);
    if (set.state === 'proposed') takeReviewAway(step, trays);
    if (set.class !== undefined) {
      step.set('detections', 'class', detections, set.class);
      step.set('detections', 'classBy', detections, set.class === null ? null : 'person');
    }
    const [tray] = trays;
    if (set.outline === undefined || tray === undefined) return;
    const kept = keptOutline(set.outline);
    const values = outlineValues(kept, isAtEdge(kept, trayWith(db, tray)));
    for (const [field, value] of Object.entries(values))
      step.set('detections', field as keyof typeof values, detections, value);
  });
}

/** A tray with a proposal is not reviewed any longer. */
export function takeReviewAway(step: Step, trays: readonly number[]): void {
  step.set('trays', 'reviewedBy', trays, null);
  step.set('trays', 'reviewedAt', trays, null);
}

/** The columns that follow from an outline. */
export function outlineValues(
  outline: Detection['outline'],
  atEdge: boolean,
): Omit<Measures, 'feretLine'> & { outline: string; atEdge: 0 | 1; feretLine: string } {
  const { feretLine, ...measures } = outlineMeasures(outline);
  return {
    outline: JSON.stringify(outline),
    atEdge: atEdge ? 1 : 0,
    feretLine: JSON.stringify(feretLine),
    ...measures,
  };
}

/** Trays that detections in use are in. @throws StrandlineError `not-found` where one of them is not in use. */
function traysOf(db: ReadableDb, detections: readonly number[]): number[] {
  const rows = all<{ tray: number }>(
    db,
    `SELECT tray_id AS tray FROM detections JOIN trays ON trays.id = tray_id
     WHERE detections.id IN (SELECT value FROM json_each(@detections))
       AND detections.deleted_at IS NULL AND trays.deleted_at IS NULL`,
    { detections: JSON.stringify(detections) },
  );
  if (rows.length < new Set(detections).size)
    throw new StrandlineError('not-found', 'This detection is not there any more.');
  return [...new Set(rows.map(({ tray }) => tray))];
}
