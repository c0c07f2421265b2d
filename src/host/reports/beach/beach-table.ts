import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import { type ClassLoad, densityUnits } from '#shared/beach/load.ts';
import { toDelimited } from '#host/catalogue/export/delimited.ts';
import type { Cell } from '#host/catalogue/export/table.ts';
import type { Compared, SurveyLoad } from './survey-load.ts';
import { wholeName } from './words.ts';

const columns = ['survey', 'group', 'term', 'class', 'kind', 'unit', 'value', 'ci95_low', 'ci95_high'];

/** Every figure of the report, one a row: `kind` says how it was counted. */
export function beachTable({ name, load }: SurveyLoad, compared: Compared | undefined): string {
  const row = (
    group: string,
    term: string,
    ofClass: string,
    kind: string,
    unit: string,
    of: Estimate | number,
  ): Cell[] =>
    typeof of === 'number'
      ? [name, group, term, ofClass, kind, unit, of, null, null]
      : [name, group, term, ofClass, kind, unit, of.value, ...of.ci95];
  const ofClass = (one: ClassLoad): Cell[][] => {
    const called = one.name === '' ? wholeName : one.name;
    return [
      row('all', '', called, 'model says', 'things', one.model),
      row('all', '', called, 'person says', 'things', one.person),
      row('all', '', called, 'in blanks', 'things', one.blanks),
      row('all', '', called, 'corrected, blanks subtracted', 'items/quadrat', one.perQuadrat),
      ...densityUnits.flatMap((unit) => {
        const density = one.densities[unit];
        return density === undefined
          ? []
          : [row('all', '', called, 'corrected, blanks subtracted', csvUnits[unit], density)];
      }),
      ...(one.grams === null
        ? []
        : [
            row(
              'all',
              '',
              called,
              `${one.grams.weighed} of ${one.grams.of} weighed`,
              'g/m2',
              one.grams.ci95 === null ? one.grams.value : { value: one.grams.value, ci95: one.grams.ci95 },
            ),
          ]),
    ];
  };
  const unit = load.unit === null ? 'items/quadrat' : csvUnits[load.unit];
  const strata = Object.entries(load.strata).flatMap(([group, terms]) =>
    terms.flatMap(({ id, things, classes, total }) => [
      row(group, id ?? '', wholeName, 'counted', 'things', things),
      ...[...classes, { name: wholeName, estimate: total }].map(({ name: called, estimate }) =>
        row(group, id ?? '', called, 'corrected, blanks subtracted', unit, estimate),
      ),
    ]),
  );
  const differences = (compared?.classes ?? []).map(({ name: called, difference }) =>
    row(
      'compared',
      '',
      called,
      'difference',
      compared === undefined ? '' : csvUnits[compared.unit],
      difference,
    ),
  );
  return toDelimited(
    { columns, rows: [...[...load.classes, load.total].flatMap(ofClass), ...strata, ...differences] },
    { dialect: 'comma', raw: false },
  );
}

const csvUnits = { m2: 'items/m2', kg: 'items/kg', L: 'items/L' } as const;
