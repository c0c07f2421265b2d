import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { drawDetection } from '#host/catalogue/edits/edit-detections.ts';
import { removeTrays } from '#host/catalogue/edits/edit-trays.ts';
import { removePhotos, turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite, editSite, removeSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey, removeSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import {
  restorePhotos,
  restoreSamples,
  restoreSites,
  restoreSurveys,
  restoreTrays,
} from '#host/catalogue/edits/restore.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { binStatement, listBin } from '#host/catalogue/queries/bin.ts';
import { listSites } from '#host/catalogue/queries/sites.ts';
import { detectionsOf, listTrays } from '#host/catalogue/queries/trays.ts';
import { surveyProtocol } from '#host/catalogue/queries/surveys.ts';
import { binKinds } from '#shared/domain/bin.ts';
import { author, everythingIn, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

const square: [number, number][] = [
  [4, 4],
  [9, 4],
  [9, 9],
  [4, 9],
];
const later = { ...author, at: '2026-08-02T11:00:00.000Z' };

describe('the bin', () => {
  test('lists what was binned, not what went along with it', () => {
    const lab = temporaryLab();
    const { survey, samples, photos } = fillLab(lab, { samples: 3, photosEach: 2 });
    removePhotos(lab.db, author, photos.slice(0, 1));
    removeSamples(lab.db, later, samples.slice(1, 2));
    expect(listBin(lab.db, 'photo').entries).toMatchObject([
      { id: photos[0], name: 'IMG_1_0.jpg', of: 'S-0001, North Bay', photos: 1 },
    ]);
    expect(listBin(lab.db, 'sample')).toMatchObject({
      total: 1,
      entries: [{ id: samples[1], name: 'S-0002', of: 'North Bay', photos: 2, deletedAt: later.at }],
    });
    expect(listBin(lab.db, 'survey').total).toBe(0);
    removeSurvey(lab.db, { ...author, at: '2026-08-02T12:00:00.000Z' }, survey);
    expect(listBin(lab.db, 'survey').entries).toMatchObject([{ id: survey, name: 'North Bay', photos: 3 }]);
    expect(listBin(lab.db, 'sample').total).toBe(1);
  });

  test('gives a survey back as it was, without what was in the bin before', () => {
    const lab = temporaryLab();
    const { survey, samples, photos } = fillLab(lab, { samples: 3, photosEach: 2 });
    removePhotos(lab.db, author, photos.slice(0, 1));
    removeSamples(lab.db, author, samples.slice(2));
    const before = everythingIn(lab);
    removeSurvey(lab.db, later, survey);
    const binned = everythingIn(lab);
    restoreSurveys(lab.db, later, [survey]);
    expect(everythingIn(lab)).toEqual(before);
    undo(lab.db);
    expect(everythingIn(lab)).toEqual(binned);
  });

  test('gives a sample of a binned survey back with its survey and its own photos', () => {
    const lab = temporaryLab();
    const { survey, samples, photos } = fillLab(lab, { samples: 2, photosEach: 2 });
    removePhotos(lab.db, author, photos.slice(0, 1));
    removeSurvey(lab.db, later, survey);
    restoreSamples(lab.db, later, samples.slice(0, 1));
    const inUse = (table: string) =>
      all<{ id: number }>(lab.db, `SELECT id FROM ${table} WHERE deleted_at IS NULL`).map(({ id }) => id);
    expect(inUse('surveys')).toEqual([survey]);
    expect(inUse('samples')).toEqual(samples.slice(0, 1));
    expect(inUse('photos')).toEqual(photos.slice(1, 2));
    restorePhotos(lab.db, later, photos.slice(0, 1));
    expect(inUse('photos')).toEqual(photos.slice(0, 2));
  });

  test('gives a site back, with the surveys that lost it and have had no other since', () => {
    const lab = temporaryLab();
    const { db } = lab;
    addSite(db, author, { name: 'Never wanted' });
    undo(db);
    const visits = ['One', 'Two', 'Three'].map((name) => addSurvey(db, author, { name, site: 'Mole' }));
    const [one = 0, two = 0, three = 0] = visits;
    const siteOf = (survey: number) => surveyProtocol(db, survey).fields.site;
    const [site] = listSites(db);
    editSite(db, author, { site: site?.id ?? 0, set: { region: 'Kiel' } });
    removeSite(db, later, site?.id ?? 0);
    expect(listBin(db, 'site')).toEqual({
      total: 1,
      entries: [
        { id: site?.id, name: 'Mole', of: 'Kiel', photos: 0, hash: null, rotation: 0, deletedAt: later.at },
      ],
    });
    editSurvey(db, author, { survey: two, set: { site: 'Quay' } });
    restoreSites(db, later, [site?.id ?? 0]);
    expect([one, two, three].map(siteOf)).toEqual(['Mole', 'Quay', 'Mole']);
    expect(listBin(db, 'site').total).toBe(0);
    expect(undo(db)).toEqual({ kind: 'restore-sites', things: 1 });
    expect([one, two, three].map(siteOf)).toEqual([null, 'Quay', null]);
    redo(db);
    expect(siteOf(one)).toBe('Mole');
  });

  test('gives a tray back with its survey and what was found in it, but not beside the same picture', async () => {
    const lab = temporaryLab();
    const { survey } = fillLab(lab, { samples: 1 });
    const other = addSurvey(lab.db, author, { name: 'South Bay' });
    const file = join(temporaryFolder(), 'tray.jpg');
    writeFileSync(file, await randomPhoto(1));
    const { trays } = await addTrays(lab, author, { survey, files: [file] });
    const [tray = 0] = trays;
    drawDetection(lab.db, author, { tray, outline: square, source: 'drawn' });
    removeTrays(lab.db, later, trays);
    expect(listBin(lab.db, 'tray').entries).toMatchObject([{ name: 'T-0001', of: 'North Bay' }]);
    const anew = await addTrays(lab, author, { survey: other, files: [file] });
    expect(() => restoreTrays(lab.db, later, trays)).toThrow(
      'T-0001 is the same picture as T-0001 of South Bay',
    );
    removeTrays(lab.db, later, anew.trays);
    removeSurvey(lab.db, { ...author, at: '2026-08-02T12:00:00.000Z' }, survey);
    expect(listBin(lab.db, 'tray').total).toBe(2);
    expect(() => restoreTrays(lab.db, later, [...trays, ...anew.trays])).toThrow('counted once');
    restoreTrays(lab.db, later, trays);
    expect(detectionsOf(lab.db, tray)).toHaveLength(1);
    expect(listTrays(lab.db).map(({ number }) => number)).toEqual(['T-0001']);
  });

  test('shows a picture turned as it was', () => {
    const lab = temporaryLab();
    const { samples, photos } = fillLab(lab, { samples: 2, photosEach: 2 });
    turnPhotos(lab.db, author, { photos: photos.slice(0, 1), by: 90 });
    turnPhotos(lab.db, author, { photos: photos.slice(1, 2), by: 270 });
    removePhotos(lab.db, author, photos.slice(1, 2));
    removeSamples(lab.db, later, samples);
    expect(listBin(lab.db, 'photo').entries).toMatchObject([{ id: photos[1], rotation: 270 }]);
    expect(listBin(lab.db, 'sample').entries.map(({ rotation }) => rotation)).toEqual([90, 0]);
  });

  test.each(binKinds)('of a large lab is not looked through for its newest (%s)', (kind) => {
    const { db } = temporaryLab();
    const steps = all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${binStatement(kind)}`, { listed: 1 });
    const plan = steps.map(({ detail }) => detail).join('\n');
    // Hundreds at most.
    if (kind === 'survey' || kind === 'site' || kind === 'tray') expect(plan).toMatch(/SCAN it/);
    else expect(plan).toMatch(new RegExp(`it USING INDEX ${kind}s_bin`));
  });
});
