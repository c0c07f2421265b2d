import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '#shared/learning/random.ts';
import type { Ordeal } from './ordeal.ts';
import { ordeals } from './ordeals/all.ts';
import { writeIntoPage } from './page.ts';

interface Row extends Pick<Ordeal, 'name' | 'work' | 'fault' | 'holds'> {
  readonly tried: number;
  readonly lost: readonly string[];
  readonly seconds: number;
}

/**
 * Puts labs through all ordeals and prints the table of what held. The same seed strikes at the same counts and after the
 * same milliseconds; where a program is at that moment is the machine's affair.
 *
 * @returns the exit status: 1 where anything was lost.
 */
export async function torture(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      points: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const wanted = values.only?.split(',');
  const chosen = ordeals.filter(({ name }) => wanted?.includes(name) ?? true);
  const rows: Row[] = [];
  for (const ordeal of chosen) rows.push(await endured(ordeal, Number(values.points), Number(values.seed)));
  const table = tableOf(rows);
  process.stdout.write(`${values.json ? JSON.stringify(rows, null, 2) : table}\n`);
  if (values.write) writeIntoPage('torture', table, ` with seed ${values.seed}`);
  return rows.some(({ lost }) => lost.length > 0) ? 1 : 0;
}

async function endured({ run, weight = 1, ...ordeal }: Ordeal, points: number, seed: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), `strandline-torture-${ordeal.name}-`));
  const started = performance.now();
  process.stderr.write(`${ordeal.name}: ${ordeal.work}, ${ordeal.fault} …\n`);
  try {
    const { tried, lost } = await run({ folder, random: seededRandom(seed), points: points * weight });
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stderr.write(`  ${tried} times in ${seconds} s, ${lost.length} lost\n`);
    for (const sentence of lost) process.stderr.write(`  LOST ${sentence}\n`);
    return { ...ordeal, tried, lost, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tableOf(rows: readonly Row[]): string {
  const total = (of: (row: Row) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const lines = rows.map(
    ({ work, fault, holds, tried, lost }) =>
      `| ${work} | ${fault} | ${holds} | ${tried} | ${tried - lost.length} | ${lost.length} |`,
  );
  return [
    '| work | fault | what has to hold | times tried | held | lost |',
    '|---|---|---|--:|--:|--:|',
    ...lines,
    `| all | | | ${total((row) => row.tried)} | ${total((row) => row.tried - row.lost.length)} | ${total((row) => row.lost.length)} |`,
  ].join('\n');
}
