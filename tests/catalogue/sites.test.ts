import { describe, expect, test } from 'vitest';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite, editSite, removeSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { listSites, siteFacts } from '#host/catalogue/queries/sites.ts';
import { surveyProtocol } from '#host/catalogue/queries/surveys.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';

const strande = {
  name: 'Strande',
  country: 'DE',
  latitude: 54.43511,
  longitude: 10.17042,
  positionMeasured: '2026-04-12',
  slope: 4,
  river: 2.5,
  sediment: 'fine-sand',
} as const;

describe('a site', () => {
  test('keeps what is said about it; undo takes it away, redo brings it back', () => {
    const { db } = temporaryLab();
    const site = addSite(db, author, strande);
    expect(siteFacts(db, site).fields).toMatchObject(strande);
    editSite(db, author, { site, set: { latitude: 54.4, river: null } });
    expect(siteFacts(db, site).fields).toMatchObject({ latitude: 54.4, river: null, longitude: 10.17042 });
    undo(db);
    expect(siteFacts(db, site).fields).toMatchObject(strande);
    undo(db);
    expect(listSites(db)).toEqual([]);
    redo(db);
    expect(siteFacts(db, site).fields).toMatchObject(strande);
  });

  test('every field that is said has its column', () => {
    const { db } = temporaryLab();
    const site = addSite(db, author, { name: 'Strande' });
    expect(Object.keys(siteFacts(db, site).fields)).toEqual(Object.keys(siteFields));
    const survey = addSurvey(db, author, { name: 'Visit' });
    expect(Object.keys(surveyProtocol(db, survey).fields)).toEqual(Object.keys(surveyFields));
  });

  test('counts its surveys and its samples by class, without what is in the bin', () => {
    const lab = temporaryLab();
    const { survey, samples, classes } = fillLab(lab, { samples: 5 });
    const other = fillLab(lab, { samples: 2, survey: 'South Bay' });
    editSamples(lab.db, author, { samples: samples.slice(0, 3), set: { class: classes[0] } });
    editSamples(lab.db, author, { samples: samples.slice(3, 4), set: { class: classes[1] } });
    editSurvey(lab.db, author, { survey, set: { site: 'Strande', date: '2026-04-12' } });
    editSurvey(lab.db, author, { survey: other.survey, set: { site: 'Mole' } });
    expect(listSites(lab.db)).toMatchObject([
      { name: 'Mole', surveys: 1, samples: 2, classes: {}, lastDate: null },
      {
        name: 'Strande',
        surveys: 1,
        samples: 5,
        classes: { plastic: 3, 'not-plastic': 1 },
        lastDate: '2026-04-12',
      },
    ]);
  });

  test('that a survey names is made with it and goes with its undo', () => {
    const { db } = temporaryLab();
    addSurvey(db, author, { name: 'Visit', site: 'Mole' });
    expect(listSites(db)).toMatchObject([{ name: 'Mole', surveys: 1 }]);
    undo(db);
    expect(listSites(db)).toEqual([]);
    addSurvey(db, author, { name: 'Visit 2', site: 'Mole' });
    expect(listSites(db)).toMatchObject([{ name: 'Mole', surveys: 1 }]);
  });

  test('that is removed leaves its surveys without one; undo gives it back to them', () => {
    const { db } = temporaryLab();
    const survey = addSurvey(db, author, { name: 'Visit', site: 'Mole' });
    const [site] = listSites(db);
    removeSite(db, author, site?.id ?? 0);
    expect(listSites(db)).toEqual([]);
    expect(surveyProtocol(db, survey).fields.site).toBeNull();
    undo(db);
    expect(surveyProtocol(db, survey).fields.site).toBe('Mole');
  });

  test('that was removed comes back under its name, with what is said now', async () => {
    const { db } = temporaryLab();
    const site = addSite(db, author, strande);
    removeSite(db, author, site);
    expect(addSite(db, author, { name: 'Strande', country: 'DK' })).toBe(site);
    expect(siteFacts(db, site).fields).toMatchObject({ country: 'DK', slope: 4 });
    const { message, data } = await refusal('conflict', () => addSite(db, author, { name: 'Strande' }));
    expect(message).toBe('There is a site named Strande already. Choose another name.');
    expect(data.problems).toEqual({ name: 'This name is taken.' });
  });

  test.each([
    [{ latitude: 91 }, 'Latitude: Latitude goes from -90 to 90; 91 is outside. Is it the longitude?'],
    [{ longitude: -181 }, 'Longitude: Longitude goes from -180 to 180; -181 is outside.'],
    [
      { positionMeasured: '2026-08-03' },
      'Position measured: 2026-08-03 is in the future; today is 2026-08-02.',
    ],
    [{ slope: 95 }, 'Slope: 95 ° is out of range; it goes from 0 to 90 °.'],
    [{ name: ' '.repeat(3) }, 'Site: It must be entered.'],
  ])('refuses %j in words', async (set, problem) => {
    const { db } = temporaryLab();
    const { message } = await refusal('bad-value', () => addSite(db, author, { name: 'Strande', ...set }));
    expect(message).toBe(problem);
    expect(listSites(db)).toEqual([]);
  });
});
