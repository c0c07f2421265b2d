import type { FieldValue } from './field.ts';
import type { SurveyField } from './survey-fields.ts';

type Values = Readonly<Partial<Record<SurveyField, FieldValue | undefined>>>;

interface Rule {
  /** Beside which the sentence stands. */
  readonly field: SurveyField;
  readonly with: readonly SurveyField[];
  readonly problem: (values: Values) => string | undefined;
}

/** Nobody walks a transect from end to end that is longer; fields of its length stop earlier. */
const farthestEndKm = 10;

/** Fields of a survey that cannot both be right. Each is right by itself: times are HH:MM, numbers are in their range. */
const rules: readonly Rule[] = [
  {
    field: 'endTime',
    with: ['startTime'],
    problem: ({ startTime, endTime }) =>
      typeof startTime === 'string' && typeof endTime === 'string' && endTime < startTime
        ? `The end (${endTime}) is before the start (${startTime}). Are they mixed up? Of a visit that goes past midnight, leave the end out and write it into the notes.`
        : undefined,
  },
  {
    field: 'endLatitude',
    with: ['endLongitude'],
    problem: ({ endLatitude, endLongitude }) => halfProblem(endLatitude, endLongitude, 'latitude'),
  },
  {
    field: 'endLongitude',
    with: ['endLatitude'],
    problem: ({ endLatitude, endLongitude }) => halfProblem(endLongitude, endLatitude, 'longitude'),
  },
  {
    field: 'endLatitude',
    with: ['latitude', 'longitude', 'endLongitude'],
    problem: endProblem,
  },
  {
    field: 'dryMass',
    with: ['wetMass'],
    problem: ({ wetMass, dryMass }) =>
      typeof wetMass === 'number' && typeof dryMass === 'number' && dryMass > wetMass
        ? `The sediment is heavier dry (${dryMass} kg) than it was wet (${wetMass} kg). Are they mixed up?`
        : undefined,
  },
];

/**
 * Checks fields of a survey against each other.
 *
 * @param values all that is known of the survey. @param changed only what these have a part in; absent: all.
 * @returns a sentence for each field that cannot be right beside another.
 */
export function surveyProblems(
  values: Values,
  changed?: ReadonlySet<string>,
): Partial<Record<SurveyField, string>> {
  const problems: Partial<Record<SurveyField, string>> = {};
  for (const { field, with: others, problem } of rules) {
    if (changed !== undefined && ![field, ...others].some((one) => changed.has(one))) continue;
    const found = problems[field] ?? problem(values);
    if (found !== undefined) problems[field] = found;
  }
  return problems;
}

function halfProblem(
  own: FieldValue | undefined,
  other: FieldValue | undefined,
  axis: string,
): string | undefined {
  return typeof own !== 'number' && typeof other === 'number'
    ? `The end of the transect lacks its ${axis}. Write both, or neither.`
    : undefined;
}

function endProblem({ latitude, longitude, endLatitude, endLongitude }: Values): string | undefined {
  if (typeof endLatitude !== 'number' || typeof endLongitude !== 'number') return undefined;
  if (typeof latitude !== 'number' || typeof longitude !== 'number')
    return 'The transect has an end, but no start. Write latitude and longitude of where it begins.';
  const km = distanceKm([latitude, longitude], [endLatitude, endLongitude]);
  return km > farthestEndKm
    ? `The end of the transect is ${Math.round(km)} km from its start. Compare the digits of the two positions.`
    : undefined;
}

const earthRadiusKm = 6371;

/** Along the surface of a sphere, by the haversine formula. Positions are latitude and longitude in degrees. */
export function distanceKm(
  [latitudeA, longitudeA]: readonly [number, number],
  [latitudeB, longitudeB]: readonly [number, number],
): number {
  const radians = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * radians) / 2) ** 2;
  const square =
    half(latitudeB - latitudeA) +
    Math.cos(latitudeA * radians) * Math.cos(latitudeB * radians) * half(longitudeB - longitudeA);
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(square)));
}
