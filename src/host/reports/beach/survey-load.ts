import { differenceOf } from '#shared/beach/estimate.ts';
import { type ClassLoad, type DensityUnit, type Load, densityUnits, loadOf } from '#shared/beach/load.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { type FoundInSurvey, foundInSurvey } from '#host/catalogue/queries/beach.ts';
import { surveyName } from '#host/catalogue/queries/surveys.ts';
import { wholeName } from './words.ts';

/** A survey with what its beach carries. */
export interface SurveyLoad {
  readonly name: string;
  readonly found: FoundInSurvey;
  readonly load: Load;
}

/** @throws StrandlineError `not-found` for a survey that is not in use. */
export function surveyLoad(lab: Lab, survey: number): SurveyLoad {
  const name = surveyName(lab.db, survey);
  const found = foundInSurvey(lab.db, survey);
  // Two surveys are drawn apart from each other, each in the same way whenever it is drawn.
  return { name, found, load: loadOf(found, survey) };
}

/** In a unit; per quadrat without one. */
export function inUnit(one: ClassLoad, unit: DensityUnit | null): Estimate {
  return (unit === null ? undefined : one.densities[unit]) ?? one.perQuadrat;
}

/** What one survey has more than another, in the first unit that both have. */
export interface Compared {
  readonly unit: DensityUnit;
  readonly classes: readonly {
    readonly name: string;
    readonly here: Estimate;
    readonly there: Estimate;
    readonly difference: Estimate;
  }[];
}

/** @returns undefined where they have no unit in common. */
export function compared(here: Load, there: Load): Compared | undefined {
  const unit = densityUnits.find(
    (one) => here.factors[one] !== undefined && there.factors[one] !== undefined,
  );
  if (unit === undefined) return undefined;
  const factors = [here.factors[unit] ?? 1, there.factors[unit] ?? 1] as const;
  const pairs = here.classes.flatMap((one, index) => {
    const at = there.names.indexOf(one.name);
    return at === -1
      ? []
      : [
          {
            name: one.name,
            a: here.means.classes[index],
            b: there.means.classes[at],
            here: one,
            there: there.classes[at],
          },
        ];
  });
  return {
    unit,
    classes: [
      ...pairs,
      { name: wholeName, a: here.means.total, b: there.means.total, here: here.total, there: there.total },
    ].flatMap(({ name, a, b, here: one, there: two }) =>
      a === undefined || b === undefined || two === undefined
        ? []
        : [
            {
              name,
              here: inUnit(one, unit),
              there: inUnit(two, unit),
              difference: differenceOf(a, b, factors),
            },
          ],
    ),
  };
}
