import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { exported } from '../../support/exports.ts';

describe('Darwin Core', () => {
  test('meta.xml describes the files as they are; ids meet; identifiers are the vocabulary server’s', async () => {
    const { directory } = await exported('darwin-core');
    const files = unzipSync(new Uint8Array(readFileSync(join(directory, 'darwin-core.zip'))));
    const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
    const table = (name: string): Record<string, string>[] => parse(text(name), { columns: true });
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
    const events = table('event.csv');
    const ids = events.map(({ eventID: id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(events[0]).toMatchObject({
      eventID: 'North Bay, spring',
      eventDate: '2026-04-12',
      decimalLatitude: '54.3231',
      sampleSizeValue: '0.25',
      sampleSizeUnit: 'square metre',
    });
    for (const { parentEventID: parent } of events.slice(1)) expect(ids).toContain(parent);
    const facts = table('extendedmeasurementorfact.csv');
    for (const { eventID: event } of facts) expect(ids).toContain(event);
    const ofA1 = facts.filter(({ eventID: event }) => event === 'North Bay, spring:A-1');
    expect(ofA1.find(({ measurementType: type }) => type === 'morphotype')).toMatchObject({
      measurementValue: 'Pellet (nurdle)',
      measurementValueID: 'http://vocab.nerc.ac.uk/collection/H01/current/H0100003/',
    });
    expect(ofA1.find(({ measurementType: type }) => type === 'largest Feret diameter')).toMatchObject({
      measurementValue: '3200',
      measurementUnit: 'µm',
    });
    expect(ofA1.find(({ measurementType: type }) => type === 'polymer')?.measurementMethod).toBe('raman');
    expect(table('multimedia.csv')).toHaveLength(4);
  });
});
