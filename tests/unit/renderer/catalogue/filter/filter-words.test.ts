import { expect, test } from 'vitest';
import type { SampleFilter } from '#shared/domain/grid.ts';
import { filterParts, filterWords } from '../../../../../src/renderer/catalogue/filter/filter-words.ts';

const names = {
  surveys: [
    { id: 3, name: 'North Bay, spring', site: 'North Bay', siteId: 5 },
    { id: 4, name: 'Nowhere', site: null, siteId: null },
  ],
  classes: [
    { id: 1, name: 'plastic' },
    { id: 2, name: 'sand' },
  ],
};

test('a filter is told in the grid’s words', () => {
  const told = (filter: SampleFilter): string[] =>
    filterWords(filter, names).map((words) => words.replaceAll('\u00a0', ' '));
  expect(told({})).toEqual([]);
  expect(told({ survey: 3, class: 2, site: 5, text: 'blue' })).toEqual([
    'North Bay, spring',
    'Class: sand',
    'Site: North Bay',
    '“blue”',
  ]);
  expect(told({ class: null, site: null, morphotype: null, transparency: null, replicate: null })).toEqual([
    'Class: not entered',
    'no site',
    'Shape: not entered',
    'Transparency: not entered',
    'Replicate: not entered',
  ]);
  expect(told({ site: 9, morphotype: 'pellet', role: 'blank' })).toEqual([
    'Site: one without surveys',
    'Shape: Pellet (nurdle)',
    expect.stringMatching(/^Role: /),
  ]);
  expect(told({ withPhotos: false, withNotes: true, review: 'disputed' })).toEqual([
    'without photos',
    'with notes',
    'readers disagree',
  ]);
});

test('a range is one part, whichever of its ends it has', () => {
  const told = (filter: SampleFilter) =>
    filterParts(filter, names).map(({ keys, words }) => [keys, words.replaceAll('\u00a0', ' ')]);
  expect(told({ sizeTo: 5000, class: 1, sizeFrom: 1000 })).toEqual([
    [['sizeFrom', 'sizeTo'], 'Size: 1 mm – 5 mm'],
    [['class'], 'Class: plastic'],
  ]);
  expect(told({ sizeFrom: 3000, massTo: 2.5, dateFrom: '2026-04-12' })).toEqual([
    [['sizeFrom'], 'Size: ≥ 3 mm'],
    [['massTo'], 'Mass: < 2.5 mg'],
    [['dateFrom'], 'from 2026-04-12'],
  ]);
});
