import type { ExportCheck } from '#shared/domain/export.ts';
import { checked, keysOf } from './checks.ts';
import { type Demand, type One4AllTable, type Rule, one4allRules } from './one4all-rules.ts';
import type { Table } from './table.ts';

/** How the tables say that something is not known. */
export const notAvailable = 'NA';

type Tables = Readonly<Record<One4AllTable, Table>>;

/**
 * Holds the tables against the validator's rules. That a column is missing, that an id stands twice or that what is referred
 * to is missing would be our mistake; that a value is not known, or is none of the validator's words, is said and left so.
 *
 * @param inZip paths of the files in the archive.
 */
export function checkRules(tables: Tables, inZip: ReadonlySet<string>): ExportCheck[] {
  const missing = one4allRules.filter(({ table, column }) => !tables[table].columns.includes(column));
  const findings = one4allRules
    .filter((rule) => !missing.includes(rule))
    .map((rule) => ({ rule, ...findingOf(rule, tables, inZip) }));
  const broken = findings.filter(({ unknown, refused }) => unknown + refused.length > 0);
  const ours = broken.filter(({ rule, refused }) => refused.length > 0 && isOurs(rule));
  const held = findings.length - broken.length;
  return [
    checked(
      'Columns of One4All',
      missing.map(({ name, table, column }) => `The rule ${name} finds no column ${column} in ${table}.`),
      `Each of the ${one4allRules.length} rules finds its column.`,
    ),
    {
      name: 'Rules of One4All',
      ok: ours.length === 0,
      detail: `${held} of ${findings.length} rules hold${held < findings.length ? '; the others miss what the lab does not know, or other words' : ''}.`,
      notes: broken.map(({ rule, unknown, refused }) => noteOf(rule, unknown, refused)),
    },
  ];
}

/** A visit on which nothing was found has no particle, and is right all the same. */
function isOurs({ table, demand }: Rule): boolean {
  return demand.kind === 'unique' || (demand.kind === 'refers' && table === 'particles');
}

/** What a rule says of a table. */
interface Finding {
  /** How many rows have no value. */
  readonly unknown: number;
  /** Values that it does not take, each once. */
  readonly refused: readonly string[];
}

function findingOf({ table, column, demand }: Rule, tables: Tables, inZip: ReadonlySet<string>): Finding {
  const values = keysOf(tables[table], [column]).map((value) => value ?? notAvailable);
  if (demand.kind === 'anything') return { unknown: 0, refused: [] };
  const known = values.filter((value) => value !== notAvailable);
  const takes = takerOf(demand, {
    times: Map.groupBy(known, (value) => value),
    elsewhere: new Set(
      Object.entries(tables).flatMap(([name, other]) =>
        name !== table && other.columns.includes(column) ? keysOf(other, [column]) : [],
      ),
    ),
    inZip,
  });
  return {
    unknown: values.length - known.length,
    refused: [...new Set(known.filter((value) => !takes(value)))],
  };
}

interface Around {
  readonly times: ReadonlyMap<string, readonly string[]>;
  /** What the column holds in the other tables. */
  readonly elsewhere: ReadonlySet<string | null>;
  readonly inZip: ReadonlySet<string>;
}

function takerOf(demand: Demand, { times, elsewhere, inZip }: Around): (value: string) => boolean {
  switch (demand.kind) {
    case 'anything':
    case 'known':
      return () => true;
    case 'unique':
      return (value) => times.get(value)?.length === 1;
    case 'refers':
      return (value) => elsewhere.has(value);
    case 'in-zip':
      return (value) => inZip.has(value);
    case 'day':
      return (value) => /^\d{4}-\d{2}-\d{2}$/.test(value);
    case 'one-of':
      return (value) => demand.words.includes(value);
    case 'between':
      return (value) => Number(value) >= demand.low && Number(value) <= demand.high;
    case 'like':
      return (value) => demand.pattern.test(value);
  }
}

/** More values than anybody reads. */
const mostValues = 5;

function noteOf({ name, table, column, demand }: Rule, unknown: number, refused: readonly string[]): string {
  const values = refused.slice(0, mostValues).map((value) => `“${value}”`);
  const more = refused.length > mostValues ? `, and ${refused.length - mostValues} more` : '';
  const parts = [
    ...(unknown > 0 ? [`not known in ${unknown} ${unknown === 1 ? 'row' : 'rows'}`] : []),
    ...(refused.length > 0 ? [`${values.join(', ')}${more} ${demandText(demand)}`] : []),
  ];
  return `${name} (${table}.${column}): ${parts.join('; ')}`;
}

function demandText(demand: Demand): string {
  switch (demand.kind) {
    case 'anything':
    case 'known':
      return 'should be known';
    case 'unique':
      return 'should stand once';
    case 'refers':
      return 'should stand in another table too';
    case 'in-zip':
      return 'should be a file in the archive';
    case 'day':
      return 'should be a day';
    case 'one-of':
      return `should be one of: ${demand.words.join(', ')}`;
    case 'between':
      return Number.isFinite(demand.high)
        ? `should be between ${demand.low} and ${demand.high}`
        : `should be at least ${demand.low}`;
    case 'like':
      return `should be ${demand.words}`;
  }
}
