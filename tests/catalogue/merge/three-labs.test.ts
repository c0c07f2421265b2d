import { expect, test } from 'vitest';
import { all, first } from '#host/catalogue/database.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { mergedLabs } from '#host/catalogue/queries/origins.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { createSplit } from '#host/catalogue/splits.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { author } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { giveModel, giveSession, giveVerdict } from '../../support/given-bench.ts';
import { sampleIdOf } from '../../support/ids.ts';
import { type GivenLab, canonicalCatalogue, hashOfText } from '../../support/merged-labs.ts';
import { labOf, merge } from '../../support/three-labs.ts';

const orders = [
  ['a', 'b', 'c'],
  ['a', 'c', 'b'],
  ['b', 'a', 'c'],
  ['b', 'c', 'a'],
  ['c', 'a', 'b'],
  ['c', 'b', 'a'],
] as const;

test('the samples of a lab that was merged are the test of a split, and all others are trained on', async () => {
  const given = (name: string): GivenLab => ({
    surveys: { Shared: {} },
    samples: Array.from({ length: 8 }, (_, n) => ({
      ...{
        survey: 'Shared',
        number: `S-000${n}`,
        class: n % 2 === 0 ? 'plastic' : 'glass',
        photos: [`${name}${n}`],
      },
    })),
  });
  const a = labOf('a', given('a'));
  await refusal('not-found', () => createSplit(a.db, splitOptionsSchema.parse({ testLab: 'b2b2' })));
  await merge(a, labOf('b', given('b')));
  const {
    split,
    test: tested,
    val,
    train,
  } = createSplit(a.db, splitOptionsSchema.parse({ testLab: 'b2b2', val: 0.25 }));
  expect([train.samples, val.samples, tested.samples]).toEqual([6, 2, 8]);
  const sides = all<{ side: string; from: string }>(
    a.db,
    `SELECT DISTINCT side, CASE WHEN number LIKE '%[b2b2]' THEN 'b' ELSE 'a' END AS 'from'
     FROM split_samples JOIN samples ON samples.id = sample_id WHERE split_id = @split ORDER BY side`,
    { split },
  );
  expect(sides).toEqual([
    { side: 'test', from: 'b' },
    { side: 'train', from: 'a' },
    { side: 'val', from: 'a' },
  ]);
  expect(mergedLabs(a.db)).toEqual([{ mark: 'b2b2', samples: 8, surveys: ['Shared'] }]);
  const from = trainingSet(a, split).items.map(({ side, lab }) => `${side} ${lab?.slice(0, 4)}`);
  expect(new Set(from)).toEqual(new Set(['train undefined', 'val undefined', 'test b2b2']));
  // What was taken back came from nowhere.
  undo(a.db);
  expect(mergedLabs(a.db)).toEqual([]);
  await refusal('not-found', () => createSplit(a.db, splitOptionsSchema.parse({ testLab: 'b2b2' })));
});

/** Verdicts of one model of all labs on the third sample, one of them in a session, and what a person changed of it. */
function withBench(lab: Lab, name: string): Lab {
  const model = giveModel(lab, 'fine');
  const session = giveSession(lab, { person: `Person of ${name}` });
  const sample = first<{ id: number }>(lab.db, 'SELECT sample_id AS id FROM photos WHERE hash = @hash', {
    hash: hashOfText(`${name}3`),
  })?.id;
  const verdict = { model, sample: sample ?? 0 };
  giveVerdict(lab, { ...verdict, session, photos: [`${name}3`] });
  giveVerdict(lab, { ...verdict, session: null, class: 'glass', photos: [] });
  const person = { ...author, person: `Person of ${name}` };
  editSamples(lab.db, person, {
    samples: [sampleIdOf(sample ?? 0)],
    set: { colour: name === 'a' ? 'red' : 'blue' },
  });
  return lab;
}

test('three labs merged in any order give one catalogue', async () => {
  const given = (name: string, date: string, named: string, colour: string): GivenLab => ({
    sites: { Skagen: { country: name === 'c' ? 'SE' : 'DK' } },
    surveys: { Shared: {}, [`Own ${name}`]: { site: 'Skagen' }, Dated: { date } },
    profiles: { '10x': name === 'a' ? 2 : 2.5 },
    samples: [
      { survey: 'Shared', number: 'S-0001', class: named, photos: [`${name}1`, `${name}2`] },
      {
        survey: 'Shared',
        number: `S-000${name === 'a' ? 2 : 3}`,
        class: named,
        photos: ['everywhere'],
        colour,
      },
      { survey: `Own ${name}`, number: 'S-0001', photos: [`${name}3`] },
      { survey: 'Dated', number: 'S-0001', class: 'glass', photos: [`${name}4`] },
    ],
  });
  const specs = {
    a: given('a', '2026-05-01', 'plastic', 'red'),
    b: given('b', '2026-05-02', 'Plastic', 'blue'),
    c: given('c', '2026-05-01', 'plastic', 'red'),
  };
  const found: string[] = [];
  for (const order of orders) {
    const [base, ...others] = order.map((name) => withBench(labOf(name, specs[name]), name));
    if (base === undefined) continue;
    for (const other of others) await merge(base, other);
    found.push(canonicalCatalogue(base));
  }
  for (const one of found) expect(one).toBe(found[0]);
  const { sessions, verdicts, history } = JSON.parse(found[0] ?? '') as Record<string, unknown[]>;
  expect([sessions?.length, verdicts?.length, history?.length]).toEqual([3, 6, 6]);
});
