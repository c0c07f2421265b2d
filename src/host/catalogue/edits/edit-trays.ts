import { StrandlineError } from '#shared/errors.ts';
import type { CountedRegion, Tray, TrayScale } from '#shared/domain/tray.ts';
import type { WritableDb } from '../database.ts';
import { isAtEdge } from '#shared/trays/measure-outline.ts';
import { detectionsOf, trayWith } from '../queries/trays.ts';
import { type Author, type Step, makeEdit } from './edit.ts';

/** What may be changed of trays. Absent is untouched, null is "not known". */
export interface TrayPatch {
  readonly scale?: TrayScale | null | undefined;
  readonly region?: CountedRegion | null | undefined;
  readonly role?: Tray['role'] | undefined;
  readonly replicate?: number | null | undefined;
  readonly notes?: string | undefined;
  /** Whether every detection was looked at. */
  readonly reviewed?: boolean | undefined;
}

/**
 * Changes trays, all of them in one step.
 *
 * @throws StrandlineError `not-found`; `conflict` for a tray that is to be reviewed while proposals wait in it.
 */
export function editTrays(
  db: WritableDb,
  author: Author,
  { trays, set }: { trays: readonly number[]; set: TrayPatch },
): void {
  for (const id of trays) checkTray(trayWith(db, id), set);
  makeEdit(db, author, { kind: 'edit-trays', things: trays.length }, (step) => {
    const { scale, region, reviewed } = set;
    if (scale !== undefined) {
      step.set('trays', 'umPerPixel', trays, scale?.umPerPixel ?? null);
      step.set('trays', 'scaleSource', trays, scale?.source ?? null);
      step.set('trays', 'scaleUncertainty', trays, scale?.uncertainty ?? null);
    }
    if (region !== undefined) {
      step.set('trays', 'region', trays, region === null ? null : JSON.stringify(region));
      for (const id of trays) setAtEdge(db, step, id);
    }
    for (const field of ['role', 'replicate', 'notes'] as const) {
      const value = set[field];
      if (value !== undefined) step.set('trays', field, trays, value);
    }
    if (reviewed === undefined) return;
    step.set('trays', 'reviewedBy', trays, reviewed ? author.person : null);
    step.set('trays', 'reviewedAt', trays, reviewed ? author.at : null);
  });
}

/** Tells of what lies in a tray anew whether it is cut by the edge of what is counted. */
function setAtEdge(db: WritableDb, step: Step, id: number): void {
  const tray = trayWith(db, id);
  const detections = detectionsOf(db, id);
  step.set(
    'detections',
    'atEdge',
    detections.map((one) => one.id),
    (_, index) => (isAtEdge(detections[index]?.outline ?? [], tray) ? 1 : 0),
  );
}

function checkTray({ number, counts: { proposed } }: Tray, { reviewed }: TrayPatch): void {
  if (reviewed !== true || proposed === 0) return;
  throw new StrandlineError(
    'conflict',
    `${proposed} ${proposed === 1 ? 'detection' : 'detections'} of ${number} were not looked at yet. Accept or reject them first.`,
  );
}

/** Puts trays into the bin, and what was found in them with them. @throws StrandlineError `not-found`. */
export function removeTrays(db: WritableDb, author: Author, trays: readonly number[]): void {
  for (const id of trays) trayWith(db, id);
  makeEdit(db, author, { kind: 'remove-trays', things: trays.length }, (step) =>
    step.set('trays', 'deletedAt', trays, author.at),
  );
}
