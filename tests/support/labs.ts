import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { type Lab, createLab, openLab } from '#host/catalogue/lab.ts';
import { type ImportOptions, type ImportResult, importOptionsSchema } from '#shared/domain/import.ts';

/** A folder of its own for one test, gone afterwards. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A new lab for one test, closed afterwards. */
export function temporaryLab(directory = join(temporaryFolder(), 'lab')): Lab {
  return closing(createLab(directory));
}

export function reopened(directory: string): Lab {
  return closing(openLab(directory));
}

function closing(lab: Lab): Lab {
  onTestFinished(() => {
    if (lab.db.open) lab.close();
  });
  return lab;
}

/** Imports with defaults; `options` as in the contract. */
export async function importInto(
  lab: Lab,
  directory: string,
  options: Partial<Omit<ImportOptions, 'directory'>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ImportResult> {
  return importFolder(lab, importOptionsSchema.parse({ directory, ...options }), {
    signal,
    onProgress: () => undefined,
  });
}
