import { readFile } from 'node:fs/promises';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Detection, Tray } from '#shared/domain/tray.ts';
import { checked, tableProblems } from '../checks.ts';
import { fromDelimited, isSame, toDelimited } from '../delimited.ts';
import { inNewFile } from '../new-folder.ts';
import type { Outcome } from '../outcome.ts';
import type { Table } from '../table.ts';
import { trayParticles } from '../tray-particles.ts';

const form = { dialect: 'comma', raw: false } as const;
const particlesFile = 'particles.csv';

type Trays = readonly { readonly tray: Tray; readonly detections: readonly Detection[] }[];

/** The particles of trays as a table in a folder. */
export function particlesOutcome(trays: Trays): Outcome {
  const table = trayParticles(trays);
  return {
    files: { [particlesFile]: toDelimited(table, form) },
    photos: [],
    check: async (read) => [checkTable(particlesFile, table, await read(particlesFile))],
  };
}

/**
 * Writes the particles of trays into a file, which is replaced where it is there once the new one was read back.
 *
 * @throws StrandlineError what the system says.
 */
export function writeParticles(
  file: string,
  trays: Trays,
): Promise<{ particles: number; checks: ExportCheck[] }> {
  const table = trayParticles(trays);
  return inNewFile(file, toDelimited(table, form), async (written) => ({
    particles: table.rows.length,
    checks: [checkTable(file, table, await readFile(written))],
  }));
}

function checkTable(name: string, table: Table, bytes: Buffer): ExportCheck {
  const problems = tableProblems(name, table, fromDelimited(bytes, form), isSame);
  return checked('Table', problems, `Read back cell by cell: ${table.rows.length} particles.`);
}
