import { join } from 'node:path';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { exportTrays } from '#host/catalogue/export/trays/export-trays.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listTrays } from '#host/catalogue/queries/trays.ts';
import {
  type TrayExportFormat,
  type TrayExportRequest,
  type TrayExportResult,
  trayExportRequestSchema,
} from '#shared/domain/tray-export.ts';
import { author, fillLab } from './catalogue.ts';
import { temporaryFolder, temporaryLab } from './labs.ts';
import { randomPhoto, writeTree } from './photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

/** An L of 96 square pixels with corners between pixels, and a triangle. */
export const outlines: [number, number][][] = [
  [
    [10.25, 10],
    [22.25, 10],
    [22.25, 14],
    [14.25, 14],
    [14.25, 26],
    [10.25, 26],
  ],
  [
    [40, 30],
    [60.5, 35.5],
    [44, 50],
  ],
];

/** A lab with a reviewed tray of 96 x 72 px in which two things were accepted, one with a class, and an unreviewed tray. */
export async function labWithTrays(): Promise<{ lab: Lab; survey: number; plastic: number }> {
  const lab = temporaryLab();
  const {
    survey,
    classes: [plastic],
  } = fillLab(lab, { samples: 0 });
  const folder = temporaryFolder();
  await writeTree(folder, { 'a.jpg': await randomPhoto(1), 'b.png': await randomPhoto(2, { kind: 'png' }) });
  await addTrays(lab, author, { survey, files: ['a.jpg', 'b.png'].map((name) => join(folder, name)) });
  const [first] = listTrays(lab.db);
  const tray = first?.id ?? 0;
  const ids = outlines.map((outline) => drawDetection(lab.db, author, { tray, outline, source: 'drawn' }));
  const rejected = drawDetection(lab.db, author, { tray, outline: outlines[1] ?? [], source: 'drawn' });
  editDetections(lab.db, author, { detections: ids.slice(0, 1), set: { class: plastic } });
  editDetections(lab.db, author, { detections: [rejected], set: { state: 'rejected' } });
  editTrays(lab.db, author, { trays: [tray], set: { reviewed: true } });
  return { lab, survey, plastic };
}

/** Exports trays into a new folder. */
export function traysExported(
  lab: Lab,
  format: TrayExportFormat,
  more: Partial<TrayExportRequest> = {},
): Promise<TrayExportResult> {
  const directory = join(temporaryFolder(), 'out');
  return exportTrays(lab, trayExportRequestSchema.parse({ directory, format, ...more }), hooks);
}
