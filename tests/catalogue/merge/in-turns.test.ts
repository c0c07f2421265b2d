import { expect, test } from 'vitest';
import { all, finishUnderWay, first } from '#host/catalogue/database.ts';
import { giveSample } from '../../support/merged-labs.ts';
import { labOf, merge } from '../../support/three-labs.ts';

test('a lab is read in turns with other work, and takes in what is changed here meanwhile', async () => {
  const numbers = Array.from({ length: 2500 }, (_, n) => `S-${String(n).padStart(4, '0')}`);
  const a = labOf('a', { surveys: { 'North Bay': {} } });
  const b = labOf('b', {
    surveys: { 'North Bay': {} },
    samples: numbers.map((number) => ({ survey: 'North Bay', number })),
  });
  let waited = 0;
  // The number is given away while the labs are read, again and again.
  const other = setInterval(() => {
    waited += 1;
    // Who decides by what is there lets the merge end first, as every step of a person does.
    finishUnderWay(a.db);
    const number = `S-${String(2500 - waited).padStart(4, '0')}`;
    const taken = first(a.db, 'SELECT 1 FROM samples WHERE number = @number', { number });
    if (taken === undefined) giveSample(a, { survey: 'North Bay', number });
  }, 1);
  const { conflicts, comes } = await merge(a, b).finally(() => clearInterval(other));
  expect(waited).toBeGreaterThan(0);
  expect(comes.samples).toBe(2500);
  expect(conflicts.length).toBeGreaterThan(0);
  expect(all(a.db, 'SELECT number FROM samples GROUP BY survey_id, number HAVING count(*) > 1')).toEqual([]);
});
