import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { findSamples, findSamplesSql, sampleOfLabel } from '#host/catalogue/queries/samples/find-samples.ts';
import { labelText } from '#shared/domain/label.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryLab } from '../support/labs.ts';

test('samples are found by how their numbers begin, however they are typed', () => {
  const lab = temporaryLab();
  fillLab(lab, { samples: 12, survey: 'North Bay' });
  fillLab(lab, { samples: 3, survey: 'Harbour' });
  const found = (text: string, limit = 50): string[] =>
    findSamples(lab.db, { text, limit }).map(({ number, surveyName }) => `${surveyName} ${number}`);
  expect(found('12')).toEqual(['North Bay S-0012']);
  expect(found('2')).toEqual(expect.arrayContaining(['North Bay S-0002', 'Harbour S-0002']));
  expect(found('s-001')).toEqual(['North Bay S-0010', 'North Bay S-0011', 'North Bay S-0012']);
  expect(found('S-')).toHaveLength(15);
  expect(found('S-', 4)).toHaveLength(4);
  expect(found('  ')).toEqual([]);
  expect(found("S-' OR 1")).toEqual([]);
});

test('a label finds its sample and no other of that number; a foreign one is read and not found', () => {
  const lab = temporaryLab();
  const bay = fillLab(lab, { samples: 2, survey: 'North Bay' });
  const spring = fillLab(lab, { samples: 2, survey: 'North Bay, spring' });
  const scan = (surveyName: string, number: string): ReturnType<typeof sampleOfLabel> =>
    sampleOfLabel(lab.db, labelText({ surveyName, number }));
  expect(scan('North Bay', 'S-0002').sample?.id).toBe(bay.samples[1]);
  expect(scan('North Bay, spring', 'S-0002').sample?.id).toBe(spring.samples[1]);
  expect(scan('South Bay', 'S-0002')).toEqual({
    label: { surveyName: 'South Bay', number: 'S-0002' },
    sample: null,
  });
  expect(sampleOfLabel(lab.db, 'https://example.org')).toEqual({ label: null, sample: null });
  removeSamples(lab.db, author, bay.samples.slice(1));
  expect(scan('North Bay', 'S-0002').sample).toBeNull();
});

test('numbers are looked up in the index of each survey', () => {
  const { db } = temporaryLab();
  const plan = all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${findSamplesSql}`, {
    from: 'S',
    to: 'T',
    limit: 8,
  }).map(({ detail }) => detail);
  expect(plan).toContainEqual(
    expect.stringMatching(/SEARCH samples USING INDEX \w+ \(survey_id=\? AND number>\? AND number<\?\)/),
  );
});
