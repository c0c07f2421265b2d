import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import { all, run } from '#host/catalogue/database.ts';
import { addSamples, editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { ExportRequest } from '#shared/domain/export.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { exportOf, labToExport } from '../../support/exports.ts';
import { noId } from '../../support/ids.ts';

interface Read {
  readonly names: readonly string[];
  readonly text: (name: string) => string;
  readonly table: (name: string) => Record<string, string>[];
}

async function archiveOf(lab: Lab, more: Partial<ExportRequest> = {}): Promise<Read> {
  const { directory } = await exportOf(lab, 'darwin-core', more);
  const files = unzipSync(new Uint8Array(readFileSync(join(directory, 'darwin-core.zip'))));
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  return { names: Object.keys(files), text, table: (name) => parse(text(name), { columns: true }) };
}

test('meta.xml describes the files as they are; ids meet; identifiers are the vocabulary server’s', async () => {
  const lab = await labToExport();
  const { text, table } = await archiveOf(lab);
  const described = [
    ...text('meta.xml').matchAll(/<location>(.+?)<\/location>[\s\S]*?<\/(?:core|extension)>/g),
  ];
  expect(described.map(([, name]) => name)).toEqual([
    'event.csv',
    'extendedmeasurementorfact.csv',
    'multimedia.csv',
  ]);
  for (const [block, name = ''] of described) {
    const terms = [...block.matchAll(/index="\d+" term="[^"]*\/([^/"]+)"/g)].map(([, term]) => term);
    expect(terms).toEqual(parse(text(name), { to: 1 })[0]);
  }
  const ids = table('event.csv').map(({ eventID: id }) => id);
  expect(new Set(ids).size).toBe(4);
  for (const { parentEventID: parent } of table('event.csv').slice(1)) expect(ids).toContain(parent);
  const facts = table('extendedmeasurementorfact.csv');
  for (const { eventID: event } of facts) expect(ids).toContain(event);
  const a1 = table('event.csv').find(({ fieldNumber: name }) => name === 'JAR-017')?.eventID;
  const factOf = (type: string): Record<string, string> | undefined =>
    facts.find(({ eventID: event, measurementType: of }) => event === a1 && of === type);
  expect(factOf('morphotype')).toMatchObject({
    measurementValue: 'Pellet (nurdle)',
    measurementValueID: 'http://vocab.nerc.ac.uk/collection/H01/current/H0100003/',
  });
  expect(factOf('largest Feret diameter')).toMatchObject({ measurementValue: '3200', measurementUnit: 'µm' });
  expect(factOf('polymer')?.measurementMethod).toBe('raman');
  expect(factOf('class')).toMatchObject({
    measurementValue: 'plastic',
    measurementMethod: 'labelled by a person',
  });
});

test('each event says for itself when, where and how it was taken; a control is of no beach', async () => {
  const { table } = await archiveOf(await labToExport());
  const events = table('event.csv');
  const when = {
    eventDate: '2026-04-12',
    locality: 'Strande',
    decimalLatitude: '54.3231',
    geodeticDatum: 'EPSG:4326',
  };
  for (const event of events) expect(event).toMatchObject(when);
  for (const event of events.filter(({ eventType: type }) => type !== 'Control (blank)'))
    expect(event).toMatchObject({ sampleSizeValue: '0.25', sampleSizeUnit: 'square metre' });
  expect(events.filter(({ eventType: type }) => type === 'Control (blank)')).toMatchObject([
    { sampleSizeValue: '', sampleSizeUnit: '' },
  ]);
  const jar = events.find(({ fieldNumber: name }) => name === 'JAR-017');
  // One row is one line to most readers.
  expect(jar?.eventRemarks).toBe('smells of tar, "old"; second line; Möwe, 3 µm, =1+1');
  expect(JSON.parse(jar?.dynamicProperties ?? '')).toMatchObject({
    survey: 'North Bay, spring',
    number: 'A-1',
    label: 'JAR-017',
  });
});

test('without a quadrat the sediment is the sample size', async () => {
  const lab = await labToExport();
  const sizeOf = async (): Promise<unknown[]> => {
    const [event] = (await archiveOf(lab)).table('event.csv');
    return [event?.sampleSizeValue, event?.sampleSizeUnit];
  };
  editSurvey(lab.db, author, { survey: 1, set: { quadratSide: null, volume: 5, dryMass: 1.25 } });
  expect(await sizeOf()).toEqual(['5', 'litre']);
  editSurvey(lab.db, author, { survey: 1, set: { volume: null } });
  expect(await sizeOf()).toEqual(['1.25', 'kilogram']);
});

test('identifiers are the lab’s and the row’s: names may be joined as they like, and may change', async () => {
  const lab = await labToExport();
  const [{ uid } = { uid: '' }] = all<{ uid: string }>(lab.db, 'SELECT uid FROM lab');
  for (const [name, number] of [
    ['A', 'B:1'],
    ['A:B', '1'],
    ['a:b', '1'],
  ] as const) {
    const survey = addSurvey(lab.db, author, { name });
    const [sample] = addSamples(lab.db, author, { survey, count: 1, set: {} });
    editSamples(lab.db, author, { samples: [sample ?? noId], set: { number, sizeUm: 5 } });
  }
  const idsOf = async (): Promise<string[]> => {
    const { table } = await archiveOf(lab);
    const measured = table('extendedmeasurementorfact.csv').map(({ measurementID: id = '' }) => id);
    expect(new Set(measured.map((id) => id.toLowerCase())).size).toBe(measured.length);
    return table('event.csv')
      .map(({ eventID: id = '' }) => id)
      .toSorted();
  };
  const before = await idsOf();
  expect(new Set(before.map((id) => id.toLowerCase())).size).toBe(before.length);
  for (const id of before) expect(id).toMatch(new RegExp(`^urn:strandline:${uid}:(survey|sample):\\d+$`));
  const [first] = samplesIn(lab);
  editSamples(lab.db, author, { samples: [first?.id ?? noId], set: { number: 'renamed' } });
  expect(await idsOf()).toEqual(before);
});

test('photos are in the archive by the paths that they are named by, or at an address', async () => {
  const lab = await labToExport();
  const { names, table } = await archiveOf(lab);
  const media = table('multimedia.csv').map(({ identifier }) => identifier);
  expect(media).toHaveLength(4);
  expect(names.filter((name) => name.startsWith('media/')).toSorted()).toEqual(media.toSorted());
  const published = await archiveOf(lab, { mediaBase: 'https://example.org/p?file=' });
  expect(published.names.filter((name) => name.startsWith('media/'))).toEqual([]);
  expect(published.table('multimedia.csv')[0]?.identifier).toMatch(
    /^https:\/\/example\.org\/p\?file=[0-9a-f]{64}\.(jpg|png)$/,
  );
});

test('eml.xml says what the lab knows of who, where and when, and nothing more', async () => {
  const lab = await labToExport();
  const other = addSurvey(lab.db, author, {
    name: 'Mole',
    date: '2025-01-02',
    protocol: 'OSPAR',
  });
  // As a lab of an older version may have it.
  run(lab.db, `UPDATE surveys SET name = 'Mole <& more> \u0007' WHERE id = @other`, { other });
  editSurvey(lab.db, author, { survey: other, set: { latitude: -1.5, longitude: 12 } });
  const { text } = await archiveOf(lab);
  const eml = new DOMParser().parseFromString(text('eml.xml'), 'text/xml');
  const said = (path: string): string[] => {
    const found = Array.from(eml.querySelectorAll(path) as Iterable<{ readonly textContent: string }>);
    return found.map(({ textContent }) => textContent.trim());
  };
  expect(said('creator > organizationName')).toEqual(['lab']);
  expect(said('creator > individualName')).toEqual([]);
  expect(said('boundingCoordinates > *')).toEqual(['10.1394', '12', '54.3231', '-1.5']);
  expect(said('calendarDate')).toEqual(['2025-01-02', '2026-04-12']);
  expect(said('methodStep')).toEqual(['OSPAR']);
  expect(said('intellectualRights')).toEqual([]);
  expect(said('title')).toEqual(['Microplastics on beaches: the lab lab']);
  const { text: ofOne } = await archiveOf(lab, { scope: { filter: { survey: other } } });
  expect(ofOne('eml.xml')).toContain('the survey Mole &lt;&amp; more&gt; </title>');
});

test('what GBIF asks for and the lab does not know is said', async () => {
  const { checks } = await exportOf(await labToExport(), 'darwin-core');
  expect(checks.find(({ name }) => name === 'What GBIF asks for')?.notes).toEqual([
    'No country: 4 of 4 events.',
    'No protocol: 4 of 4 events.',
    'No sample size: 1 of 4 events.',
    'eml.xml names no licence; GBIF takes CC0, CC BY and CC BY-NC.',
  ]);
});
