import { describe, expect, test } from 'vitest';
import { surveyProblems } from '#shared/fields/survey-checks.ts';

const start = { latitude: 54.43511, longitude: 10.17042 };
const near = { endLatitude: 54.43555, endLongitude: 10.17101 };

describe('fields of a survey that cannot both be right', () => {
  test.each([
    [
      { startTime: '14:05', endTime: '09:10' },
      { endTime: /^The end \(09:10\) is before the start \(14:05\)\./ },
    ],
    [{ wetMass: 1.2, dryMass: 1.3 }, { dryMass: /heavier dry \(1.3 kg\) than it was wet \(1.2 kg\)/ }],
    [{ ...start, endLatitude: 54.4 }, { endLongitude: /lacks its longitude/ }],
    [{ ...start, endLongitude: 10.1 }, { endLatitude: /lacks its latitude/ }],
    [near, { endLatitude: /an end, but no start/ }],
    // One digit of the latitude is wrong: 5° are 556 km.
    [
      { ...start, endLatitude: 59.43511, endLongitude: 10.17042 },
      { endLatitude: /is 556 km from its start/ },
    ],
  ])('%j', (values, problems) => {
    const found = surveyProblems(values);
    expect(Object.keys(found)).toEqual(Object.keys(problems));
    for (const [field, sentence] of Object.entries(problems))
      expect(found[field as keyof typeof found]).toMatch(sentence);
  });

  test.each([
    [{}],
    [{ startTime: '09:10', endTime: '14:05' }],
    [{ startTime: '09:10', endTime: '09:10' }],
    [{ startTime: '14:05', endTime: null }],
    [{ wetMass: 1.2, dryMass: 1.2 }],
    [{ ...start, ...near }],
    // Over the line where the longitude changes its sign.
    [{ latitude: -16.8, longitude: 179.999, endLatitude: -16.8, endLongitude: -179.999 }],
  ])('%j are no such', (values) => {
    expect(surveyProblems(values)).toEqual({});
  });

  test('are told only to whoever changes one of them', () => {
    const values = { startTime: '14:05', endTime: '09:10', wetMass: 1, dryMass: 2 };
    expect(Object.keys(surveyProblems(values, new Set(['startTime', 'notes'])))).toEqual(['endTime']);
    expect(surveyProblems(values, new Set(['notes']))).toEqual({});
  });
});
