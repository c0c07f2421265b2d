import { describe, expect, test } from 'vitest';
import type { SurveySummary } from '#shared/domain/survey.ts';
import type { SiteSummary } from '#shared/domain/sites.ts';
import { searchSites } from '../../../../../src/renderer/catalogue/sites/site-search.ts';

const site = (id: number, name: string, country: string | null): SiteSummary => ({
  id,
  name,
  country,
  region: null,
  latitude: null,
  longitude: null,
  surveys: 0,
  samples: 0,
  classes: {},
  lastDate: null,
});
const survey = (id: number, name: string, of: string | null, date: string | null): SurveySummary => ({
  id,
  name,
  site: of,
  siteId: null,
  date,
  samples: 0,
  photos: 0,
  classes: {},
});

const sites = [site(1, 'Strande', 'DE'), site(2, 'Skagen Nørrestrand', 'DK'), site(3, 'Mole', null)];
const surveys = [
  survey(1, 'Strande spring', 'Strande', '2026-04-12'),
  survey(2, 'Strande autumn', 'Strande', '2025-10-03'),
  survey(3, 'First try', 'Skagen Nørrestrand', '2026-04-30'),
  survey(4, 'Harbour', null, null),
];

const found = (text: string): unknown =>
  searchSites(sites, surveys, text).map((one) => [one.site?.name, one.surveys.map(({ id }) => id)]);

describe('sites and surveys are found', () => {
  test.each([
    [
      '',
      [
        ['Strande', [1, 2]],
        ['Skagen Nørrestrand', [3]],
        ['Mole', []],
        [undefined, [4]],
      ],
    ],
    ['germany', [['Strande', [1, 2]]]],
    ['DK', [['Skagen Nørrestrand', [3]]]],
    [
      '2026-04',
      [
        ['Strande', [1]],
        ['Skagen Nørrestrand', [3]],
      ],
    ],
    ['strande 2025', [['Strande', [2]]]],
    ['germany first', []],
    ['harb', [[undefined, [4]]]],
    ['SKAGEN norre', []],
    ['skagen NØRRE', [['Skagen Nørrestrand', [3]]]],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
