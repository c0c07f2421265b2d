import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { ExportCheck, ExportRequest } from '#shared/domain/export.ts';
import { checked, keysOf, repeats, strays, tableProblems } from './checks.ts';
import { type ArchiveFile, darwinCoreFiles, mediaFile } from './darwin-core-tables.ts';
import { emlXml } from './eml.ts';
import type { LabContents } from './lab-contents.ts';
import type { Outcome } from './outcome.ts';
import type { Cell, Table } from './table.ts';
import { type Xml, element, xmlDocument } from './xml.ts';

const archiveName = 'darwin-core.zip';

/** A Darwin Core archive: events, what was measured, photos, and who made the data set. */
export function darwinCoreOutcome(
  contents: LabContents,
  { mediaBase }: Pick<ExportRequest, 'mediaBase'>,
): Outcome {
  const tables = darwinCoreFiles(contents, mediaBase);
  const today = new Date().toISOString().slice(0, 10);
  const photos =
    mediaBase === undefined
      ? contents.samples.flatMap((sample) =>
          sample.photos.map((photo) => ({ photo, path: mediaFile(photo) })),
        )
      : [];
  const files = {
    'meta.xml': metaXml(tables),
    'eml.xml': emlXml(contents, today),
    ...Object.fromEntries(tables.map(({ name, table }) => [name, csv(table)])),
  };
  return {
    files: {},
    photos: [],
    archive: { name: archiveName, files, photos },
    check: (_read, archived) =>
      Promise.resolve([
        checkCells(tables, archived),
        checkIds(tables, new Set(photos.map(({ path }) => path))),
        whatGbifMisses(tables),
      ]),
  };
}

/** For machines: without a mark of its encoding, which `meta.xml` says, and without a guard against formulas. */
function csv({ columns, rows }: Table): string {
  return stringify([columns, ...rows.map((row) => row.map(oneLine))]);
}

/** Readers of such archives take every line for a row. */
function oneLine(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replaceAll(/\s*[\r\n\t]+\s*/g, ' ') : cell;
}

/** `meta.xml`: tells a reader what the files and their columns are. */
function metaXml([core, ...extensions]: readonly [ArchiveFile, ...ArchiveFile[]]): string {
  const fileXml = (tag: string, idTag: string, { name, rowType, terms }: ArchiveFile): Xml =>
    element(
      tag,
      {
        encoding: 'UTF-8',
        fieldsTerminatedBy: ',',
        linesTerminatedBy: '\\n',
        fieldsEnclosedBy: '"',
        ignoreHeaderLines: '1',
        rowType,
      },
      element('files', {}, element('location', {}, name)),
      element(idTag, { index: '0' }),
      ...terms.map((term, index) => element('field', { index: String(index), term })),
    );
  const root = element(
    'archive',
    { xmlns: 'http://rs.tdwg.org/dwc/text/', metadata: 'eml.xml' },
    fileXml('core', 'id', core),
    ...extensions.map((file) => fileXml('extension', 'coreid', file)),
  );
  return xmlDocument(root);
}

function checkCells(tables: readonly ArchiveFile[], archived: ReadonlyMap<string, Buffer>): ExportCheck {
  const problems = tables.flatMap(({ name, table }) => {
    const rows: string[][] = parse(archived.get(name) ?? '');
    return tableProblems(name, table, rows, (cell, read) => String(oneLine(cell) ?? '') === read);
  });
  const counts = tables.map(({ name, table }) => `${name} ${table.rows.length}`);
  return checked('Tables', problems, `Read back cell by cell; rows: ${counts.join(', ')}.`);
}

function checkIds(
  [events, facts, media]: ReturnType<typeof darwinCoreFiles>,
  inArchive: ReadonlySet<string>,
): ExportCheck {
  const ids = keysOf(events.table, ['eventID']);
  const identifiers = keysOf(media.table, ['identifier']);
  const files = inArchive.size === 0 ? identifiers : [...inArchive];
  return checked(
    'Identifiers',
    [
      ...repeats('The event', ids),
      ...repeats('The measurement', keysOf(facts.table, ['measurementID'])),
      ...strays('The parent event', keysOf(events.table, ['parentEventID']), ids),
      ...strays('The event', [...keysOf(facts.table, ['eventID']), ...keysOf(media.table, ['eventID'])], ids),
      ...strays('The photo', identifiers, files),
    ],
    `${ids.length} events, each with one identifier; what refers to an event or a photo finds it.`,
  );
}

/** What GBIF asks of sampling events, by column. */
const asked: Readonly<Record<string, string>> = {
  eventDate: 'No date',
  countryCode: 'No country',
  decimalLatitude: 'No position',
  samplingProtocol: 'No protocol',
  sampleSizeValue: 'No sample size',
};

function whatGbifMisses([{ table }]: ReturnType<typeof darwinCoreFiles>): ExportCheck {
  const missing = Object.entries(asked).flatMap(([column, what]) => {
    const without = keysOf(table, [column]).filter((cell) => cell === null).length;
    return without === 0 ? [] : [`${what}: ${without} of ${table.rows.length} events.`];
  });
  const licence = 'eml.xml names no licence; GBIF takes CC0, CC BY and CC BY-NC.';
  return {
    name: 'What GBIF asks for',
    ok: true,
    detail: 'What is missing can be entered in the lab, the licence where the archive is published.',
    notes: [...missing, licence],
  };
}
