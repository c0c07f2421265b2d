import { expect, test } from 'vitest';
import { classCounts } from '#shared/domain/class-counts.ts';

test('samples are counted in the order of the classes, those without one last, as shares of all', () => {
  expect(classCounts(10, { film: 3, plastic: 5, foam: 0 }, ['plastic', 'film'])).toEqual([
    { name: 'plastic', samples: 5, share: 0.5 },
    { name: 'film', samples: 3, share: 0.3 },
    { name: null, samples: 2, share: 0.2 },
  ]);
});

test('nothing that is not there is counted', () => {
  expect(classCounts(2, { plastic: 2 })).toEqual([{ name: 'plastic', samples: 2, share: 1 }]);
  expect(classCounts(0, {})).toEqual([]);
});
