import { expect, test } from 'vitest';
import type { SampleRow } from '#shared/domain/sample.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';
import { differences } from '../../../../../src/renderer/catalogue/regroup/merge.ts';
import { sampleIdOf } from '../../../../support/ids.ts';

const nothing = Object.fromEntries(Object.keys(detailFields).map((key) => [key, null]));

function sample(id: number, more: Partial<SampleRow['details']>, className?: string): SampleRow {
  return {
    id: sampleIdOf(id),
    survey: 1,
    number: `S-000${id}`,
    class: className === undefined ? null : { id, name: className },
    details: { ...nothing, role: 'environmental', ...more } as SampleRow['details'],
    reviewed: false,
    terms: { morphotype: null, colour: null, polymer: null },
    photos: [],
  };
}

test('what the kept sample says holds, and where it says nothing, what the first other one says', () => {
  const kept = sample(1, { colour: 'blue' });
  const others = [sample(2, { colour: 'red', sizeUm: 900 }, 'film'), sample(3, { colour: 'blue' }, 'foam')];
  expect(differences([kept, ...others], kept)).toEqual([
    { field: 'class', values: [null, 2, 3], holds: 2 },
    { field: 'colour', values: ['blue', 'red'], holds: 'blue' },
    { field: 'sizeUm', values: [null, 900], holds: 900 },
  ]);
});

test('samples of which the same is known do not differ', () => {
  const kept = sample(1, { colour: 'blue' });
  expect(differences([kept, sample(2, { colour: 'blue' })], kept)).toEqual([]);
});
