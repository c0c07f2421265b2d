import type { Tray } from '#shared/domain/tray.ts';
import type { TrayExportRequest, TrayExportResult } from '#shared/domain/tray-export.ts';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';
import type { Hooks } from '../../hooks.ts';
import type { Lab } from '../../lab.ts';
import { listClasses } from '../../queries/classes.ts';
import { detectionsOf } from '../../queries/trays.ts';
import { inNewFolder } from '../new-folder.ts';
import type { Outcome } from '../outcome.ts';
import { checkOutcome, writeOutcome } from '../write-outcome.ts';
import { trayCocoOutcome } from './coco.ts';
import { chosenTrays, classNamesOf, exportedTrays } from './exported-trays.ts';
import { numbersFile, writeOutlined } from './outlined.ts';
import { particlesOutcome } from './particles.ts';
import { yoloOutcome } from './yolo.ts';

/**
 * Writes what was accepted in trays into a new folder and reads it back before the folder has its name. Trays that nobody has
 * reviewed stay behind, and are named, unless they are asked for.
 *
 * @throws StrandlineError `bad-argument` where the folder is not empty, `not-found` where no tray is left, `disk-full`,
 *   `no-permission`, `cancelled`, `photo-unreadable`.
 */
export async function exportTrays(
  lab: Lab,
  request: TrayExportRequest,
  hooks: Hooks,
): Promise<TrayExportResult> {
  const { directory, format } = request;
  const unreviewed = request.unreviewed || format === 'csv';
  const { trays, leftOut } = chosenTrays(lab.db, { ...request, unreviewed });
  if (trays.length === 0) throw nothingLeft(leftOut.length);
  try {
    const written = await inNewFolder(directory, async (folder) => {
      const done = await writeTrays(lab, folder, trays, request, hooks);
      // A cancel that comes while the last is written leaves nothing either.
      hooks.signal.throwIfAborted();
      return done;
    });
    return { directory, trays: trays.length, leftOut, ...written };
  } catch (error) {
    throw explained(error, `export to ${directory}`);
  }
}

async function writeTrays(
  lab: Lab,
  folder: string,
  trays: readonly Tray[],
  { format, picture }: TrayExportRequest,
  hooks: Hooks,
): Promise<Pick<TrayExportResult, 'files' | 'detections' | 'checks'>> {
  if (format === 'outlined') {
    const checks = await writeOutlined(lab, folder, trays, picture, hooks);
    return { files: [numbersFile], detections: acceptedIn(trays), checks };
  }
  const { outcome, detections } = await outcomeOf(lab, trays, format);
  const checks = await checkOutcome(folder, outcome, await writeOutcome(lab, folder, outcome, hooks), hooks);
  return { files: Object.keys(outcome.files).filter((name) => !name.includes('/')), detections, checks };
}

function acceptedIn(trays: readonly Tray[]): number {
  return trays.reduce((sum, { counts }) => sum + counts.accepted, 0);
}

function nothingLeft(leftOut: number): StrandlineError {
  return new StrandlineError(
    'not-found',
    leftOut === 0
      ? 'There are no trays to export.'
      : `None of the ${leftOut} trays was reviewed. Review them, or ask for unreviewed ones too.`,
  );
}

async function outcomeOf(
  lab: Lab,
  trays: readonly Tray[],
  format: Exclude<TrayExportRequest['format'], 'outlined'>,
): Promise<{ outcome: Outcome; detections: number }> {
  if (format === 'csv') {
    const rows = trays.map((tray) => ({ tray, detections: detectionsOf(lab.db, tray.id) }));
    return { outcome: particlesOutcome(rows), detections: acceptedIn(trays) };
  }
  const exported = await exportedTrays(lab, trays);
  const names = classNamesOf(exported, listClasses(lab.db));
  const detections = exported.reduce((sum, { things }) => sum + things.length, 0);
  const outcome =
    format === 'coco'
      ? trayCocoOutcome(exported, names, new Date().toISOString())
      : yoloOutcome(exported, names, format);
  return { outcome, detections };
}
