import { mkdir } from 'node:fs/promises';
import type { ExportRequest, ExportResult } from '#shared/domain/export.ts';
import { explained } from '#host/lib/explained.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { cocoOutcome } from './coco.ts';
import { darwinCoreOutcome } from './darwin-core.ts';
import { type LabContents, readContents } from './lab-contents.ts';
import { csvOutcome, workbookOutcome } from './lab-tables.ts';
import { one4allOutcome } from './one4all.ts';
import type { Outcome } from './outcome.ts';
import { treeOutcome } from './tree.ts';
import { checkOutcome, writeOutcome } from './write-outcome.ts';

/**
 * Writes the lab's data into a folder, in one of the formats of the field, and reads them back. Files of the same name are
 * replaced; photos that are there already are left, so that a rerun goes on where it stopped.
 *
 * @throws StrandlineError `bad-argument` where a tree is asked for in a folder with other things, `disk-full`,
 *   `no-permission`, `cancelled`, `too-large`, `photo-unreadable` where the lab misses a file.
 */
export async function exportData(lab: Lab, request: ExportRequest, hooks: Hooks): Promise<ExportResult> {
  const { directory, scope } = request;
  const contents = readContents(lab.db, scope);
  try {
    const outcome = await outcomeOf(lab, contents, request, hooks);
    await mkdir(directory, { recursive: true });
    const meant = await writeOutcome(lab, directory, outcome, hooks);
    const { files, photos, archive } = outcome;
    return {
      directory,
      files: [...Object.keys(files), ...(archive === undefined ? [] : [archive.name])],
      samples: contents.samples.length,
      photos: photos.length + (archive?.photos.length ?? 0),
      checks: await checkOutcome(directory, outcome, meant, hooks),
    };
  } catch (error) {
    throw explained(error, `export to ${directory}`);
  }
}

function outcomeOf(
  lab: Lab,
  contents: LabContents,
  request: ExportRequest,
  hooks: Hooks,
): Outcome | Promise<Outcome> {
  switch (request.format) {
    case 'csv':
      return csvOutcome(contents, request);
    case 'xlsx':
      return workbookOutcome(contents);
    case 'one4all':
      return one4allOutcome(contents, request);
    case 'darwin-core':
      return darwinCoreOutcome(contents, request);
    case 'coco':
      return cocoOutcome(lab, contents, hooks);
    case 'tree':
      return treeOutcome(contents, request.directory);
  }
}
