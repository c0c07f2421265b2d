import { expect, test } from 'vitest';
import { labelText, readLabel } from '#shared/domain/label.ts';

test('a label is read in every way that it can be meant', () => {
  expect(readLabel(labelText({ surveyName: 'North Bay', number: 'S-0042' }))).toEqual([
    { surveyName: 'North Bay', number: 'S-0042' },
    { surveyName: 'North', number: 'Bay S-0042' },
  ]);
});

test.each(['https://example.org/', '', '/', '/one', 'North Bay S-0042', '/North Bay\nS-1'])(
  '%j is no label',
  (text) => {
    expect(readLabel(text)).toEqual([]);
  },
);
