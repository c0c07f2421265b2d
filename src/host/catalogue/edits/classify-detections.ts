import type { Detection } from '#shared/domain/tray.ts';
import { type ReadableDb, type WritableDb, all } from '../database.ts';
import { detectionsWith } from '../queries/trays.ts';
import { type Author, makeEdit } from './edit.ts';

/** What a model says of a detection. */
export interface DetectionVerdict {
  readonly detection: number;
  readonly verdict: NonNullable<Detection['verdict']>;
  /** The class of the lab that it is sure of; null where it is not. */
  readonly class: number | null;
}

/**
 * Keeps what a model says of detections, in one step: its verdict on each, and its class where it is sure of one. A class that a
 * person gave stays, and one of an earlier model goes. What was rejected or binned meanwhile is passed over.
 *
 * @returns the verdicts that were kept.
 */
export function classifyDetections(
  db: WritableDb,
  author: Author,
  verdicts: readonly DetectionVerdict[],
): readonly DetectionVerdict[] {
  const inUse = new Map(
    detectionsWith(
      db,
      verdicts.map(({ detection }) => detection),
    ).map((one) => [one.id, one]),
  );
  const classes = classesOf(db);
  const kept = verdicts.filter(
    ({ detection }) => inUse.has(detection) && inUse.get(detection)?.state !== 'rejected',
  );
  const open = kept.filter(({ detection }) => inUse.get(detection)?.classBy !== 'person');
  const classFor = ({ class: said }: DetectionVerdict): number | null =>
    said !== null && classes.has(said) ? said : null;
  makeEdit(db, author, { kind: 'classify-detections', things: Math.max(1, kept.length) }, (step) => {
    const idsOf = (some: readonly DetectionVerdict[]): number[] => some.map(({ detection }) => detection);
    if (kept.length === 0) return;
    step.set('detections', 'verdict', idsOf(kept), (_, index) => JSON.stringify(kept[index]?.verdict));
    step.set('detections', 'class', idsOf(open), (_, index) => (open[index] ? classFor(open[index]) : null));
    step.set('detections', 'classBy', idsOf(open), (_, index) =>
      open[index] && classFor(open[index]) !== null ? 'model' : null,
    );
  });
  return kept;
}

/** Classes in use: a model may know one that was deleted since. */
function classesOf(db: ReadableDb): ReadonlySet<number> {
  return new Set(
    all<{ id: number }>(db, 'SELECT id FROM classes WHERE deleted_at IS NULL').map(({ id }) => id),
  );
}
