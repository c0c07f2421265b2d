import { constants, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { strToU8, zipSync } from 'fflate';
import type { DataFormat, ExportReport } from '#shared/catalogue.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { explained } from '../database.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';
import { cocoOf } from './coco.ts';
import { darwinCoreFiles, metaXml } from './darwin-core.ts';
import { type LabContents, readContents } from './lab-contents.ts';
import { type Table, one4allTable, photosTable, samplesTable, surveysTable } from './tables.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/**
 * Writes the lab's data into a folder, in one of the formats of the field. Files of the same name are replaced.
 *
 * @throws StrandlineError `disk-full`, `lab-read-only`, `cancelled`.
 */
export async function exportData(
  lab: Lab,
  { directory, format }: { directory: string; format: DataFormat },
  hooks: Hooks,
): Promise<ExportReport> {
  const contents = readContents(lab.db);
  try {
    await mkdir(directory, { recursive: true });
    const files = filesOf(contents, format);
    for (const [name, content] of Object.entries(files)) {
      hooks.signal.throwIfAborted();
      await writeFile(join(directory, name), content);
    }
    if (format === 'coco') await copyImages(lab, contents, directory, hooks);
    return { directory, files: Object.keys(files), samples: contents.samples.length };
  } catch (error) {
    throw explained(error, `export to ${directory}`);
  }
}

function filesOf(contents: LabContents, format: DataFormat): Record<string, string | Uint8Array> {
  switch (format) {
    case 'csv':
      return {
        'surveys.csv': csv(surveysTable(contents)),
        'samples.csv': csv(samplesTable(contents)),
        'photos.csv': csv(photosTable(contents)),
      };
    case 'one4all':
      return { 'particles.csv': csv(one4allTable(contents)) };
    case 'coco':
      return { 'annotations.json': JSON.stringify(cocoOf(contents, new Date().toISOString())) };
    case 'darwin-core':
      return { 'darwin-core.zip': darwinCoreZip(contents) };
  }
}

/** With a byte order mark: without it spreadsheets take µ and ö for two letters each. */
function csv(rows: Table): string {
  return stringify([...rows], { header: true, bom: true });
}

function darwinCoreZip(contents: LabContents): Uint8Array {
  const files = darwinCoreFiles(contents);
  const tables = files.map(({ name, rows, terms }) => {
    const text = stringify([...rows], { header: true, columns: Object.keys(terms) });
    return [name, strToU8(text)] as const;
  });
  return zipSync({ 'meta.xml': strToU8(metaXml(files)), ...Object.fromEntries(tables) });
}

async function copyImages(
  lab: Lab,
  { samples }: LabContents,
  directory: string,
  { signal, report }: Hooks,
): Promise<void> {
  const photos = samples.flatMap((sample) => sample.photos);
  let done = 0;
  for (const photo of photos) {
    signal.throwIfAborted();
    const target = join(directory, 'images', `${photo.hash}.${photo.extension}`);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(photoPath(lab, photo), target, constants.COPYFILE_FICLONE);
    done += 1;
    report({ phase: 'Writing photos', done, total: photos.length, unit: 'photos' });
  }
}
