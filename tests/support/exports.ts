import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { exportData } from '#host/catalogue/export/export-data.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import {
  type ExportFormat,
  type ExportRequest,
  type ExportResult,
  exportRequestSchema,
} from '#shared/domain/export.ts';
import { author, samplesIn } from './catalogue.ts';
import { noId, sampleIdOf } from './ids.ts';
import { importInto, temporaryFolder, temporaryLab } from './labs.ts';
import { randomPhoto, writeTree } from './photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
/** Words that a table must not trip over. */
export const awkward = 'smells of tar, "old";\nsecond line; Möwe, 3 µm, =1+1';

/** Three samples on files: A-1 with all that can be known, A-2 a blank; and one in the bin. */
export async function labToExport(): Promise<Lab> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/F1/a.jpg': await randomPhoto(1),
    'plastic/F1/b.png': await randomPhoto(2, { kind: 'png' }),
    'not-plastic/F2/c.jpg': await randomPhoto(3),
    'not-plastic/F3/d.jpg': await randomPhoto(4),
    'plastic/F4/e.jpg': await randomPhoto(5),
  });
  await importInto(lab, folder, { survey: 'North Bay, spring' });
  const [first, second, , binned] = samplesIn(lab).toSorted((a, b) => b.photos.length - a.photos.length);
  const edit = (id: number | undefined, set: Parameters<typeof editSamples>[2]['set']): void =>
    editSamples(lab.db, author, { samples: [sampleIdOf(id ?? 0)], set });
  edit(first?.id, {
    number: 'A-1',
    morphotype: 'nurdle',
    colour: 'sea green',
    polymer: 'HDPE',
    identification: 'raman',
  });
  edit(first?.id, { sizeUm: 3200, massMg: 1.25, label: 'JAR-017', notes: awkward });
  edit(second?.id, { number: 'A-2', role: 'blank', class: null });
  removeSamples(lab.db, author, [binned?.id ?? noId]);
  const set = {
    site: 'Strande',
    date: '2026-04-12',
    latitude: 54.3231,
    longitude: 10.1394,
    quadratSide: 50,
    sieveMesh: 300,
  };
  editSurvey(lab.db, author, { survey: 1, set });
  return lab;
}

/** Exports a lab into a new folder, or into the one that is asked for; its checks must be all right. */
export async function exportOf(
  lab: Lab,
  format: ExportFormat,
  more: Partial<ExportRequest> = {},
): Promise<ExportResult> {
  const directory = join(temporaryFolder(), 'out');
  const result = await exportData(lab, exportRequestSchema.parse({ directory, format, ...more }), hooks);
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  return result;
}

/** {@link exportOf} of {@link labToExport}. */
export async function exported(
  format: ExportFormat,
  more: Partial<ExportRequest> = {},
): Promise<ExportResult & { lab: Lab }> {
  const lab = await labToExport();
  return { ...(await exportOf(lab, format, more)), lab };
}

/** A table's rows by the names of its columns. */
export function rowsOf(path: string, delimiter = ','): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true, bom: true, delimiter });
}
