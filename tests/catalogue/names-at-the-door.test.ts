import { describe, expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { addClass, renameClass } from '#host/catalogue/edits/edit-classes.ts';
import { addSamples, editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite, editSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { cleanName } from '#shared/domain/names.ts';
import { sampleFields } from '#shared/fields/sample-fields.ts';
import { parseField, withCleanNames } from '#shared/fields/field.ts';
import { author } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

/** Decomposed, with spaces around and two within; and as it is kept. */
const typed = ' Scho\u0308n  Bay ';
const kept = 'Sch\u00f6n Bay';
const bad = ['pla\u200bstic', 'one\ntwo', 'CON', 'etc.', 'x'.repeat(200)];

/** The ways by which a name comes into a lab; each answers with the name that it has there. */
const ways: readonly (readonly [way: string, give: (lab: Lab, name: string) => unknown])[] = [
  [
    'a class that is added',
    ({ db }, name) => {
      const id = addClass(db, author, { name });
      return named(db, 'classes', id);
    },
  ],
  [
    'a class that is renamed',
    ({ db }, name) => {
      const id = addClass(db, author, { name: 'film' });
      renameClass(db, author, { class: id, name });
      return named(db, 'classes', id);
    },
  ],
  ['a survey that is added', ({ db }, name) => named(db, 'surveys', addSurvey(db, author, { name }))],
  [
    'a survey that is renamed',
    ({ db }, name) => {
      const survey = addSurvey(db, author, { name: 'Kiel' });
      editSurvey(db, author, { survey, set: { name } });
      return named(db, 'surveys', survey);
    },
  ],
  [
    'a survey’s site',
    ({ db }, site) => {
      addSurvey(db, author, { name: 'Kiel', site });
      return all<{ name: string }>(db, 'SELECT name FROM sites')[0]?.name;
    },
  ],
  ['a site that is added', ({ db }, name) => named(db, 'sites', addSite(db, author, { name }))],
  [
    'a site that is renamed',
    ({ db }, name) => {
      const site = addSite(db, author, { name: 'Kiel' });
      editSite(db, author, { site, set: { name } });
      return named(db, 'sites', site);
    },
  ],
  [
    'the number of a sample',
    ({ db }, number) => {
      const samples = addSamples(db, author, {
        survey: addSurvey(db, author, { name: 'Kiel' }),
        count: 1,
        set: {},
      });
      editSamples(db, author, { samples, set: { number } });
      return all<{ number: string }>(db, 'SELECT number FROM samples')[0]?.number;
    },
  ],
  [
    'the label of a sample',
    ({ db }, label) => {
      addSamples(db, author, { survey: addSurvey(db, author, { name: 'Kiel' }), count: 1, set: { label } });
      return all<{ label: string }>(db, 'SELECT label FROM samples')[0]?.label;
    },
  ],
];

function named(db: Lab['db'], table: 'classes' | 'surveys' | 'sites', id: number): string | undefined {
  return all<{ name: string }>(db, `SELECT name FROM ${table} WHERE id = @id`, { id })[0]?.name;
}

describe.each(ways)('%s', (_way, give) => {
  test('is kept in one spelling', () => {
    expect(give(temporaryLab(), typed)).toBe(kept);
  });

  test.each(bad)('and is refused as %j', async (name) => {
    await refusal('bad-value', () => give(temporaryLab(), name));
  });
});

test('two spellings of one name are one name', async () => {
  const { db } = temporaryLab();
  addSurvey(db, author, { name: kept });
  await refusal('conflict', () => addSurvey(db, author, { name: typed }));
  expect(addClass(db, author, { name: typed })).toBe(addClass(db, author, { name: kept }));
});

describe('what a person says to an import', () => {
  test('is kept in one spelling, in the survey, the site and the classes', async () => {
    const folder = temporaryFolder();
    await writeTree(folder, { 'a/1.jpg': await randomPhoto(1), 'b/2.jpg': await randomPhoto(2) });
    const lab = temporaryLab();
    const said = importOptionsSchema.parse({
      directory: folder,
      survey: typed,
      site: typed,
      classes: { a: ` ${typed}` },
      other: 'wood  chip',
    });
    await importInto(lab, folder, said);
    const names = (table: string): string[] =>
      all<{ name: string }>(lab.db, `SELECT name FROM ${table} ORDER BY id`).map(({ name }) => name);
    expect(names('surveys')).toEqual([kept]);
    expect(names('sites')).toEqual([kept]);
    expect(names('classes').toSorted()).toEqual([kept, 'wood chip']);
  });

  test.each(bad)('is refused as %j', (name) => {
    for (const said of [{ survey: name }, { site: name }, { other: name }, { classes: { a: name } }])
      expect(importOptionsSchema.safeParse({ directory: '/x', ...said }).success).toBe(false);
  });
});

test('a form shows what is wrong beside the field, and keeps what is written as a name', () => {
  expect(parseField(sampleFields.number, typed, '2026-01-01')).toEqual({ ok: true, value: kept });
  expect(parseField(sampleFields.number, 'a\u200bb', '2026-01-01')).toMatchObject({
    ok: false,
    problem: expect.stringContaining('cannot be seen') as string,
  });
  const notes = 'two\nlines  and spaces';
  expect(withCleanNames(sampleFields, { number: typed, notes, sizeUm: 3 })).toEqual({
    number: cleanName(typed),
    notes,
    sizeUm: 3,
  });
});
