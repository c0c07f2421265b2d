import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { addSamples, editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import { saveOpinion } from '#host/catalogue/queries/review.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { ExportCheck } from '#shared/domain/export.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { awkward, exportOf, exported, labToExport, rowsOf } from '../../support/exports.ts';
import { noId } from '../../support/ids.ts';

const rules = (checks: readonly ExportCheck[]): string =>
  (checks.find(({ name }) => name === 'Rules of One4All')?.notes ?? []).join('\n');

test('the validator’s columns and words; NA where something is not known', async () => {
  const { directory, checks } = await exported('one4all');
  const particles = rowsOf(join(directory, 'particles.csv'));
  expect(particles.find(({ ParticleID: id }) => id === 'North Bay, spring A-1')).toMatchObject({
    SampleID: 'North Bay, spring',
    MethodologyID: 'North Bay, spring',
    PhotoID: expect.stringMatching(/^[0-9a-f]{64}\.(jpg|png)$/) as string,
    OtherPhotoIDs: expect.stringMatching(/^[0-9a-f]{64}\.(jpg|png)$/) as string,
    Morphology: 'Pellet',
    // It has a colour, and the validator has no word for it.
    Color: 'Other',
    Polymer: 'Polyethylene',
    MatIDMethod: 'Raman',
    Length: '3200',
    Mass: '1.25',
    SampleType: 'Environmental',
    Comments: awkward,
    Class: 'plastic',
    ClassSource: 'human',
    Label: 'JAR-017',
  });
  expect(particles.find(({ ParticleID: id }) => id?.endsWith('A-2'))).toMatchObject({
    SampleID: 'North Bay, spring Blank',
    SampleType: 'Blank',
    Length: 'NA',
    Morphology: 'NA',
    Color: 'NA',
    Class: 'NA',
    ClassSource: 'NA',
    FinalAnalysisDate: 'NA',
  });
  expect(rowsOf(join(directory, 'methodology.csv'))).toMatchObject([
    {
      MethodologyID: 'North Bay, spring',
      SieveMeshSizes: '300',
      MatIDMethod: 'Raman',
      PickingStrategy: 'NA',
      Protocols: 'NA',
    },
  ]);
  expect(checks.find(({ name }) => name === 'Columns of One4All')).toMatchObject({
    ok: true,
    detail: 'Each of the 69 rules finds its column.',
  });
});

test('a blank has nothing of the beach: no sediment, no position, no time', async () => {
  const lab = await labToExport();
  editSurvey(lab.db, author, { survey: 1, set: { wetMass: 1.2, dryMass: 1, volume: 5 } });
  const { directory } = await exportOf(lab, 'one4all');
  const [beach, blank] = rowsOf(join(directory, 'samples.csv'));
  expect(beach).toMatchObject({
    SampleID: 'North Bay, spring',
    SampleType: 'Environmental',
    SiteName: 'Strande',
    Latitude: '54.3231',
    CollectionStartDateTime: '2026-04-12',
    SampleVolume: '5',
    SampleMassWet_kg: '1.2',
  });
  expect(blank).toMatchObject({
    SampleID: 'North Bay, spring Blank',
    SampleType: 'Blank',
    // Which visit it is the control of.
    SiteName: 'Strande',
    MethodologyID: 'North Bay, spring',
    Latitude: 'NA',
    Longitude: 'NA',
    Country: 'NA',
    CollectionStartDateTime: 'NA',
    SampleVolume: 'NA',
    SampleMassWet_kg: 'NA',
    SampleMassDry_kg: 'NA',
    Matrix: 'NA',
  });
});

test('the class is a person’s, else that of the model in use, which is named', async () => {
  const lab = await labToExport();
  const blank = samplesIn(lab).find(({ number }) => number === 'A-2')?.id ?? noId;
  const reviewed = samplesIn(lab).find(({ number }) => number === 'A-1')?.id ?? noId;
  const model = run(
    lab.db,
    `INSERT INTO models (name, file, classes, created_at) VALUES ('spring', 'm.onnx', '[]', '2026-04-13')`,
  ).id;
  run(lab.db, 'UPDATE lab SET model_in_use = @model', { model });
  const opinion = {
    model,
    classId: 1,
    confidence: 0.97,
    outcome: 'class',
    sureness: null,
    photos: '',
    at: '',
  } as const;
  for (const sample of [blank, reviewed]) saveOpinion(lab.db, { ...opinion, sample });
  reviewSamples(lab.db, author, { samples: [reviewed], classId: 1 });
  const { directory } = await exportOf(lab, 'one4all');
  const particles = rowsOf(join(directory, 'particles.csv'));
  const classOf = (number: string): unknown[] => {
    const row = particles.find(({ ParticleID: id }) => id?.endsWith(number));
    return [row?.ClassSource, row?.ClassConfidence, row?.FinalAnalysisDate];
  };
  expect(classOf('A-2')).toEqual(['model spring', '0.97', 'NA']);
  expect(classOf('A-1')).toEqual(['human', 'NA', author.today]);
});

test('the archive has the tables and the photos under the names that the tables give them', async () => {
  const { directory, photos } = await exported('one4all');
  expect(photos).toBe(4);
  const inZip = Object.keys(unzipSync(new Uint8Array(readFileSync(join(directory, 'one4all.zip')))));
  expect(inZip).toEqual(expect.arrayContaining(['methodology.csv', 'samples.csv', 'particles.csv']));
  const named = rowsOf(join(directory, 'particles.csv')).flatMap(
    ({ PhotoID: first = '', OtherPhotoIDs: others = '' }) => [
      first,
      ...(others === 'NA' ? [] : others.split(', ')),
    ],
  );
  expect(inZip.filter((name) => !name.endsWith('.csv')).toSorted()).toEqual(named.toSorted());
});

test('photos that are published somewhere have their address, and are in no archive', async () => {
  const { directory, photos, checks } = await exported('one4all', {
    mediaBase: 'https://example.org/photos',
  });
  expect(photos).toBe(0);
  const [particle] = rowsOf(join(directory, 'particles.csv'));
  expect(particle?.PhotoID).toMatch(/^https:\/\/example\.org\/photos\/[0-9a-f]{64}\.(jpg|png)$/);
  expect(rules(checks)).not.toContain('PhotoID_url');
});

/** Three surveys under one protocol; the second was sieved otherwise. */
function underOneProtocol(lab: Lab, sieves: readonly number[]): void {
  for (const [index, sieveMesh] of sieves.entries())
    addSurvey(lab.db, author, { name: `Visit ${index}`, protocol: 'https://example.org/m.pdf', sieveMesh });
}

test('surveys that were worked on alike have one methodology, whose id is the protocol’s address', async () => {
  const lab = await labToExport();
  underOneProtocol(lab, [300, 300]);
  const { directory } = await exportOf(lab, 'one4all');
  expect(rowsOf(join(directory, 'methodology.csv')).map(({ MethodologyID: id }) => id)).toEqual([
    'North Bay, spring',
    'https://example.org/m.pdf',
  ]);
});

test('where they were not, an address would be two things: each has its survey’s name', async () => {
  const lab = await labToExport();
  underOneProtocol(lab, [300, 63, 300]);
  const { directory } = await exportOf(lab, 'one4all');
  expect(rowsOf(join(directory, 'methodology.csv')).map(({ MethodologyID: id }) => id)).toEqual([
    'North Bay, spring',
    'Visit 0',
    'Visit 1',
  ]);
});

test('names that come to the same, joined or in capitals, stay apart', async () => {
  const lab = await labToExport();
  for (const [name, number] of [
    ['A', '1 2'],
    ['A 1', '2'],
    ['a', '1 2'],
    ['A Blank', '1'],
  ] as const) {
    const survey = addSurvey(lab.db, author, { name });
    const [sample] = addSamples(lab.db, author, {
      survey,
      count: 1,
      set: { role: name === 'A' ? 'blank' : 'environmental' },
    });
    editSamples(lab.db, author, { samples: [sample ?? noId], set: { number } });
  }
  const { directory } = await exportOf(lab, 'one4all');
  for (const [file, column] of [
    ['particles.csv', 'ParticleID'],
    ['samples.csv', 'SampleID'],
  ] as const) {
    const ids = rowsOf(join(directory, file)).map((row) => row[column]?.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
  }
});
