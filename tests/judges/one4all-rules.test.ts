import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { type Demand, one4allRules } from '#host/catalogue/export/one4all-rules.ts';
import { exported, rowsOf } from '../support/exports.ts';

/**
 * Folder of the validator's own rules_dw_acc.csv and o4a_tier2.csv, which are not ours to hand on:
 * https://github.com/Moore-Institute-4-Plastic-Pollution-Res.
 */
const moore = process.env.STRANDLINE_ONE4ALL_RULES ?? '';

interface FileRule {
  readonly name: string;
  readonly dataset: string;
  /** An expression of R's package validate. */
  readonly rule: string;
}

function rulesIn(file: string): FileRule[] {
  return parse(readFileSync(join(moore, file)), { columns: true, bom: true });
}

/** What an expression asks for, in our words; patterns by their source. */
function demandIn(rule: string): unknown {
  const number = (text = ''): number =>
    text.includes('^') ? 10 ** Number(text.split('^')[1]) : Number(text);
  const range = /min\s*=\s*([-\d.]+),\s*max\s*=\s*([-\d.^]+)/.exec(rule);
  if (rule.startsWith('check_exists_in_zip')) return { kind: 'in-zip' };
  if (rule.startsWith('is_foreign_key')) return { kind: 'refers' };
  if (rule.includes('%in%'))
    return { kind: 'one-of', words: [...rule.matchAll(/"([^"]+)"/g)].map(([, word]) => word) };
  if (range !== null) return { kind: 'between', low: number(range[1]), high: number(range[2]) };
  if (rule.startsWith('grepl')) return { kind: 'like' };
  if (rule.startsWith('is_unique')) return { kind: 'unique' };
  if (rule.includes('as.Date')) return { kind: 'day' };
  if (rule.includes('|')) return { kind: 'anything' };
  if (rule.startsWith('!is.na')) return { kind: 'known' };
  return { kind: 'between' };
}

function asInFile(demand: Demand): unknown {
  if (demand.kind === 'like') return { kind: 'like' };
  return demand.kind === 'between' && !Number.isFinite(demand.high) ? { kind: 'between' } : demand;
}

test('every rule has a name of its own in its table', () => {
  const names = one4allRules.map(({ table, name }) => `${table} ${name}`);
  expect(new Set(names).size).toBe(69);
});

if (moore !== '') {
  test('our list of rules says what the validator’s file says', () => {
    const ours = one4allRules.map(({ name, table, demand }) => ({ name, table, demand: asInFile(demand) }));
    const theirs = rulesIn('rules_dw_acc.csv').map(({ name, dataset, rule }) => ({
      name,
      table: dataset,
      demand: demandIn(rule),
    }));
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(ours.toSorted(byName)).toEqual(theirs.toSorted(byName));
    const rules = new Map(rulesIn('rules_dw_acc.csv').map(({ name, rule }) => [name, rule]));
    for (const { name, column } of one4allRules)
      expect(rules.get(name)).toMatch(new RegExp(`\\b${column}\\b`));
  });

  test.each(['rules_dw_acc.csv', 'o4a_tier2.csv'])(
    'every column that %s asks for is in its table',
    async (file) => {
      const { directory } = await exported('one4all');
      for (const { name, dataset, rule } of rulesIn(file)) {
        const columns = Object.keys(rowsOf(join(directory, `${dataset}.csv`))[0] ?? {});
        const asked = [...rule.replaceAll(/"[^"]*"/g, '').matchAll(/\b[A-Z][A-Za-z]{2,}\b/g)]
          .map(([word]) => word)
          .filter((word) => !['TRUE', 'FALSE', 'Date'].includes(word));
        expect(columns, name).toEqual(expect.arrayContaining(asked));
        expect(asked.length, name).toBeGreaterThan(0);
      }
    },
  );
}
