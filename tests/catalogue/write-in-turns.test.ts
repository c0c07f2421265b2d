import { expect, test } from 'vitest';
import { all, changesIn, inTransaction, run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { writeInTurns } from '#host/catalogue/write-in-turns.ts';
import { askedBy, personAsking } from '#host/lib/asking.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { StrandlineError } from '#shared/errors.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';

const { signal } = new AbortController();

function sitesIn({ db }: Lab): string[] {
  return all<{ name: string }>(db, 'SELECT name FROM sites ORDER BY id').map(({ name }) => name);
}

/** Writes a site in each of a hundred turns, of which each takes its time. */
function writing(
  lab: Lab,
  given: { signal?: AbortSignal; until?: () => void } = {},
): Promise<string | undefined> {
  return writeInTurns(
    lab,
    function* (db): Turns<string | undefined> {
      for (let site = 1; site <= 100; site += 1) {
        run(db, 'INSERT INTO sites (name) VALUES (@name)', { name: `site ${site}` });
        const until = performance.now() + 1;
        while (performance.now() < until);
        yield;
      }
      given.until?.();
      return personAsking();
    },
    given.signal ?? signal,
  );
}

test('who reads meanwhile reads at once what was there before', async () => {
  const lab = temporaryLab();
  const before = changesIn(lab.db);
  const written = writing(lab);
  const seen = new Set<number>();
  const watch = setInterval(() => seen.add(sitesIn(lab).length), 1);
  await written;
  clearInterval(watch);
  expect(seen.has(0)).toBe(true);
  expect([...seen].filter((count) => count !== 0 && count !== 100)).toEqual([]);
  expect(sitesIn(lab)).toHaveLength(100);
  expect(changesIn(lab.db)).toBeGreaterThan(before);
});

test('who writes meanwhile writes behind it, and in their own name', async () => {
  const lab = temporaryLab();
  const written = askedBy('Ada', () => writing(lab));
  await new Promise(setImmediate);
  await askedBy('Bo', () => {
    run(lab.db, `INSERT INTO sites (name) VALUES ('mine')`);
    inTransaction(lab.db, () => run(lab.db, `INSERT INTO sites (name) VALUES ('mine too')`));
    return Promise.resolve();
  });
  expect(sitesIn(lab).slice(99)).toEqual(['site 100', 'mine', 'mine too']);
  expect(await written).toBe('Ada');
});

test('what is stopped or fails leaves nothing, and bars nobody', async () => {
  const lab = temporaryLab();
  const controller = new AbortController();
  const stopped = writing(lab, { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 30));
  controller.abort(new StrandlineError('cancelled', 'Stopped.'));
  await refusal('cancelled', () => stopped);
  const failing = writing(lab, {
    until: () => {
      throw new StrandlineError('disk-full', 'The disk is full.');
    },
  });
  await new Promise(setImmediate);
  run(lab.db, `INSERT INTO sites (name) VALUES ('mine')`);
  await refusal('disk-full', () => failing);
  expect(sitesIn(lab)).toEqual(['mine']);
});
