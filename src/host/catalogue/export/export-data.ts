import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { strToU8, zipSync } from 'fflate';
import type { ExportFormat, ExportResult, ExportRequest } from '#shared/domain/export.ts';
import { explained } from '../database.ts';
import { folderLists } from '../import/folder-lists.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { cocoOf, imageFile } from './coco.ts';
import { copyPhotos } from './copy-photos.ts';
import { darwinCoreFiles, metaXml } from './darwin-core.ts';
import { type LabContents, readContents } from './lab-contents.ts';
import { one4allTables } from './one4all.ts';
import { type Table, photosTable, samplesTable, sitesTable, surveysTable } from './tables.ts';
import { refuseStrangers, treeOf } from './tree.ts';

/** What a format comes to: files with their content, and photos to copy, by their paths in the folder. */
interface Outcome {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly photos: readonly {
    readonly photo: { readonly hash: string; readonly extension: string };
    readonly path: string;
  }[];
}

/**
 * Writes the lab's data into a folder, in one of the formats of the field. Files of the same name are replaced; photos that
 * are there already are left, so that a rerun goes on where it stopped.
 *
 * @throws StrandlineError `bad-argument` where a tree is asked for in a folder with other things, `disk-full`,
 *   `lab-read-only`, `cancelled`.
 */
export async function exportData(
  lab: Lab,
  { directory, format, scope }: ExportRequest,
  hooks: Hooks,
): Promise<ExportResult> {
  const contents = readContents(lab.db, scope);
  try {
    const { files, photos } = await outcomeOf(contents, format, directory);
    await mkdir(directory, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      hooks.signal.throwIfAborted();
      await writeFile(join(directory, name), content);
    }
    const copies = photos.map(({ photo, path }) => ({ photo, target: join(directory, path) }));
    await copyPhotos(lab, copies, hooks);
    const samples = contents.samples.length;
    return { directory, files: Object.keys(files), samples, photos: photos.length };
  } catch (error) {
    throw explained(error, `export to ${directory}`);
  }
}

async function outcomeOf(contents: LabContents, format: ExportFormat, directory: string): Promise<Outcome> {
  switch (format) {
    case 'csv':
      return tables({
        'sites.csv': sitesTable(contents),
        'surveys.csv': surveysTable(contents),
        'samples.csv': samplesTable(contents),
        'photos.csv': photosTable(contents),
      });
    case 'one4all':
      return tables(one4allTables(contents));
    case 'darwin-core':
      return { files: { 'darwin-core.zip': darwinCoreZip(contents) }, photos: [] };
    case 'coco':
      return {
        files: { 'annotations.json': JSON.stringify(cocoOf(contents, new Date().toISOString())) },
        photos: contents.samples.flatMap(({ photos }) =>
          photos.map((photo) => ({ photo, path: imageFile(photo) })),
        ),
      };
    case 'tree': {
      const tree = treeOf(contents);
      await refuseStrangers(directory, tree);
      const lists = Object.entries(folderLists).map(
        ([list, file]) =>
          [file, JSON.stringify(tree.lists[list as keyof typeof folderLists], null, 1)] as const,
      );
      return { files: Object.fromEntries(lists), photos: tree.photos };
    }
  }
}

function tables(rowsOf: Readonly<Record<string, Table>>): Outcome {
  const files = Object.entries(rowsOf).map(([name, rows]) => [name, csv(rows)] as const);
  return { files: Object.fromEntries(files), photos: [] };
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
