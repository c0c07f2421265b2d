import { cleanName, nameProblem } from '../domain/names.ts';
import { type FieldSpec, type FieldValue, type FieldValues, parseField } from '../fields/field.ts';
import { detailFields } from '../fields/sample-fields.ts';
import { type ColumnMap, type TableField, detailNames, plainHeader } from './table-columns.ts';

/** A table as it stands in its file, before anybody knows what its columns mean. */
export interface RawTable {
  readonly headers: readonly string[];
  readonly rows: readonly RawRow[];
}

interface RawRow {
  /** Of the file, from 1, where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface TableProblem {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly message: string;
}

/** What one row says. */
export interface TableRow {
  readonly line: number;
  /** As written; null: the row says none. */
  readonly file: string | null;
  readonly sample: string | null;
  /** Undefined: the table has no column of classes. Null: this row has none. */
  readonly class: string | null | undefined;
  readonly details: Partial<FieldValues<typeof detailFields>>;
  readonly umPerPixel: number | null;
}

const scaleSpec: FieldSpec = { kind: 'number', unit: null, min: 0.000_1, max: 100_000, label: 'Scale' };

/**
 * Reads the rows of a table by its columns. A cell that cannot be right is a problem with its line, and the rest of its row
 * counts; a row that is about nothing is a problem too.
 *
 * @param today ISO date of the reader's calendar.
 */
export function readRows(
  { headers, rows }: RawTable,
  columns: ColumnMap,
  today: string,
): { rows: TableRow[]; problems: TableProblem[] } {
  const reader = new RowReader(headers, columns, today, hasDecimalCommas(rows.flatMap(({ cells }) => cells)));
  return { rows: rows.flatMap((row) => reader.read(row) ?? []), problems: reader.problems };
}

class RowReader {
  readonly problems: TableProblem[] = [];
  readonly #headers: readonly string[];
  readonly #columns: ColumnMap;
  readonly #today: string;
  readonly #commas: boolean;

  constructor(headers: readonly string[], columns: ColumnMap, today: string, commas: boolean) {
    this.#headers = headers;
    this.#columns = columns;
    this.#today = today;
    this.#commas = commas;
  }

  read(row: RawRow): TableRow | undefined {
    const [file, sample] = [this.#cell(row, 'file') || null, this.#cell(row, 'sample') || null];
    if (file === null && sample === null) {
      if (row.cells.some((cell) => cell.trim() !== ''))
        this.#tell(row, 'It says neither which file nor which sample it is about.');
      return undefined;
    }
    const details = detailNames.flatMap((field) => {
      const value = this.#value(row, field, detailFields[field]);
      return value === null ? [] : [[field, value] as const];
    });
    const umPerPixel = this.#value(row, 'umPerPixel', scaleSpec);
    return {
      line: row.line,
      file,
      sample,
      class: this.#class(row),
      details: Object.fromEntries(details),
      umPerPixel: typeof umPerPixel === 'number' ? umPerPixel : null,
    };
  }

  #tell({ line }: RawRow, message: string): void {
    this.problems.push({ line, message });
  }

  #cell({ cells }: RawRow, field: TableField): string {
    const header = this.#columns[field];
    return header === undefined ? '' : (cells[this.#headers.indexOf(header)] ?? '').trim();
  }

  /** Null: nothing is written there, or nothing that can be right. */
  #value(row: RawRow, field: TableField, spec: FieldSpec): FieldValue {
    const cell = this.#cell(row, field);
    if (cell === '') return null;
    const reading = parseField(spec, this.#inUnit(spec, cell, this.#columns[field] ?? ''), this.#today);
    if (reading.ok) return reading.value;
    this.#tell(row, `${spec.label}: ${reading.problem}`);
    return null;
  }

  /** A number with the unit of its column where it has none itself, and with a point where the table writes commas. */
  #inUnit(spec: FieldSpec, cell: string, header: string): string {
    if (spec.kind !== 'number') return cell;
    const number = this.#commas ? cell.replace(/^([-+]?\d+),(\d+)/, '$1.$2') : cell;
    const { unit } = plainHeader(header);
    return unit === null || spec.unit === null || /\p{L}|%/u.test(number) ? number : `${number} ${unit}`;
  }

  #class(row: RawRow): string | null | undefined {
    const header = this.#columns.class;
    if (header === undefined) return undefined;
    const written = this.#cell(row, 'class');
    if (written === '') return null;
    const answer = plasticHeaders.has(plainHeader(header).name) ? answerOf(written) : undefined;
    if (answer !== undefined) return answer ? 'plastic' : 'not-plastic';
    const problem = nameProblem(written, 'class');
    if (problem === undefined) return cleanName(written);
    this.#tell(row, `Class “${written}”: ${problem}`);
    return null;
  }
}

/** A column of such a name with yes and no is a question, and its answers are no names of classes. */
const plasticHeaders = new Set(['plastic', 'is plastic', 'plastik', 'kunststoff', 'plastique', 'plastico']);
const yes = new Set([
  'yes',
  'y',
  'true',
  '1',
  'x',
  'ja',
  'j',
  'wahr',
  'oui',
  'vrai',
  'si',
  'sí',
  'verdadero',
]);
const no = new Set(['no', 'n', 'false', '0', 'nein', 'falsch', 'non', 'faux', 'falso']);

function answerOf(written: string): boolean | undefined {
  const answer = written.toLowerCase();
  return yes.has(answer) ? true : no.has(answer) ? false : undefined;
}

/** Whether the table's numbers have a comma before their parts: some do, and none has a point. */
function hasDecimalCommas(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => /^[-+]?\d+,\d+$/.test(cell.trim())) &&
    !cells.some((cell) => /^[-+]?\d*\.\d+$/.test(cell.trim()))
  );
}
