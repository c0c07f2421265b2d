import type { ExportCheck } from '#shared/domain/export.ts';
import { checked, keysOf, repeats, strays } from './checks.ts';
import type { Table } from './table.ts';

/** Whether each thing stands once, and what a row refers to stands in its table. */
export function checkRelations({
  sites,
  surveys,
  samples,
  photos,
}: Readonly<Record<'sites' | 'surveys' | 'samples' | 'photos', Table>>): ExportCheck {
  const sampleKey = ['survey', 'number'];
  return checked(
    'Names and numbers',
    [
      ...repeats('The file', keysOf(photos, ['file'])),
      ...strays('The survey', keysOf(samples, ['survey']), keysOf(surveys, ['name'])),
      ...strays('The site', keysOf(surveys, ['site']), keysOf(sites, ['name'])),
      ...strays('The sample', keysOf(photos, sampleKey), keysOf(samples, sampleKey)),
    ],
    'Every photo has its sample, every sample its survey.',
  );
}

/** @param problems of the tables that were read back. */
export function checkCells(
  tables: Readonly<Record<string, Table>>,
  problems: readonly string[],
): ExportCheck {
  const counts = Object.entries(tables).map(([name, { rows }]) => `${name} ${rows.length}`);
  return checked('Tables', problems, `Read back cell by cell; rows: ${counts.join(', ')}.`);
}
