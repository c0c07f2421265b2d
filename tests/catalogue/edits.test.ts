import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PhotoId } from '#shared/domain/ids.ts';
import { all, first } from '#host/catalogue/database.ts';
import { makeEdit, nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { placePhotos, removePhotos, scalePhotos, turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { restorePhotos } from '#host/catalogue/edits/restore.ts';
import { addSamples, editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSurvey, editSurvey, removeSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { historyOfSample } from '#host/catalogue/queries/history.ts';
import { samplesById } from '#host/catalogue/queries/samples/samples.ts';
import { listSurveys, surveyProtocol } from '#host/catalogue/queries/surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { gridQuerySchema } from '#shared/domain/grid.ts';
import { noId, sampleIdOf } from '../support/ids.ts';
import { author, everythingIn, fillLab } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { reopened, temporaryLab } from '../support/labs.ts';

function grid({ db }: Lab): number[] {
  return [...listGrid(db, gridQuerySchema.parse({}))];
}

describe('an edit', () => {
  test('of thousands of rows is one step: one undo takes it back, one redo does it again', () => {
    const lab = temporaryLab();
    const { samples, classes } = fillLab(lab, { samples: 3000 });
    const before = everythingIn(lab);
    editSamples(lab.db, author, { samples, set: { class: classes[0] } });
    const after = everythingIn(lab);
    expect(nextSteps(lab.db)).toEqual({ undo: { kind: 'label', things: 3000 }, redo: null });
    expect(undo(lab.db)).toEqual({ kind: 'label', things: 3000 });
    expect(everythingIn(lab)).toEqual(before);
    expect(redo(lab.db)).toEqual({ kind: 'label', things: 3000 });
    expect(everythingIn(lab)).toEqual(after);
    expect(redo(lab.db)).toBeNull();
  });

  test('is remembered when the lab is closed and opened again', () => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 2 });
    const before = everythingIn(lab);
    editSamples(lab.db, author, { samples, set: { colour: 'blue' } });
    editSamples(lab.db, author, { samples, set: { notes: 'sharp edges' } });
    lab.close();
    const again = reopened(lab.directory);
    undo(again.db);
    undo(again.db);
    expect(everythingIn(again)).toEqual(before);
  });

  test('that fails half-way leaves nothing behind', () => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 2 });
    const before = everythingIn(lab);
    expect(() =>
      makeEdit(lab.db, author, { kind: 'details', things: 2 }, (step) => {
        step.set('samples', 'notes', samples, 'half');
        throw new Error('the power went');
      }),
    ).toThrow('the power went');
    expect(everythingIn(lab)).toEqual(before);
    expect(nextSteps(lab.db).undo).toBeNull();
  });

  test('that changes nothing is no step, and leaves what can be redone alone', () => {
    const lab = temporaryLab();
    const { samples, classes } = fillLab(lab, { samples: 1 });
    editSamples(lab.db, author, { samples, set: { class: classes[1] } });
    undo(lab.db);
    editSamples(lab.db, author, { samples, set: { class: null } });
    expect(nextSteps(lab.db)).toEqual({ undo: null, redo: { kind: 'label', things: 1 } });
  });

  test('made after an undo takes the place of what was undone; the history keeps both', () => {
    const lab = temporaryLab();
    const { samples, classes } = fillLab(lab, { samples: 1 });
    const [sample = noId] = samples;
    editSamples(lab.db, author, { samples, set: { class: classes[0] } });
    undo(lab.db);
    editSamples(lab.db, { ...author, person: 'Tomas' }, { samples, set: { class: classes[1] } });
    expect(redo(lab.db)).toBeNull();
    expect(historyOfSample(lab.db, sample)).toMatchObject([
      { person: 'Tomas', field: 'class', before: null, after: 'not-plastic', undone: false },
      { person: 'Ines', field: 'class', before: null, after: 'plastic', undone: true },
    ]);
  });

  test('whatever was done: undo to the beginning is the beginning, redo to the end is the end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { maxLength: 12 }), (choices) => {
        const lab = temporaryLab();
        fillLab(lab, { samples: 4, photosEach: 2 });
        const start = everythingIn(lab);
        for (const [what, a, b] of choices) anyEdit(lab, what, a, b);
        const end = everythingIn(lab);
        let steps = 0;
        while (undo(lab.db) !== null) steps += 1;
        const known = rowsOf(start);
        expect(rowsOf(everythingIn(lab), known)).toEqual(known);
        while (redo(lab.db) !== null) steps -= 1;
        expect(steps).toBe(0);
        expect(everythingIn(lab)).toEqual(end);
        expectNothingInUseUnderTheBin(lab);
        lab.close();
      }),
      { numRuns: 25 },
    );
  });
});

type Rows = { id: number; last_number?: number }[][];

/** Rows that there were at the start: what was made since is in the bin, and numbers that were given stay given. */
function rowsOf(state: unknown, known?: Rows): Rows {
  const tables = state as Rows;
  return tables.map((rows, table) =>
    rows
      .filter(({ id }) => known?.[table]?.some((row) => row.id === id) ?? true)
      .map((row) => ('last_number' in row ? { ...row, last_number: 0 } : row)),
  );
}

function anyEdit(lab: Lab, what: number, a: number, b: number): void {
  const { db } = lab;
  const samples = grid(lab);
  const sample = samples[a % samples.length];
  const photos = samplesById(db, samples.map(sampleIdOf)).flatMap((row) => row.photos.map(({ id }) => id));
  const photo = photos[b % photos.length];
  const survey = listSurveys(db)[0]?.id;
  if (sample === undefined || photo === undefined || survey === undefined) return;
  const edits: (() => unknown)[] = [
    () => editSamples(db, author, { samples: samples.map(sampleIdOf), set: { class: (b % 2) + 1 } }),
    () =>
      editSamples(db, author, {
        samples: [sampleIdOf(sample)],
        set: { colour: 'blue', sizeUm: b + 0.1, number: `X-${b}-${a}` },
      }),
    () => addSamples(db, author, { survey, count: (b % 3) + 1, set: { polymer: 'PE' } }),
    () => removeSamples(db, author, [sampleIdOf(sample)]),
    () => placePhotos(db, author, { sample: sampleIdOf(sample), photos: [photo] }),
    () => removePhotos(db, author, [photo]),
    () =>
      restorePhotos(
        db,
        author,
        all<{ id: PhotoId }>(db, 'SELECT id FROM photos').map(({ id }) => id),
      ),
    () => turnPhotos(db, author, { photos: [photo], by: 270 }),
    () => scalePhotos(db, author, { photos, scale: { umPerPixel: 4.02, source: 'typed' } }),
    () => editSurvey(db, author, { survey, set: { site: `Beach ${b % 2}`, windSpeed: 3.5 } }),
    () => removeSurvey(db, author, survey),
  ];
  edits[what % edits.length]?.();
}

function expectNothingInUseUnderTheBin({ db }: Lab): void {
  const orphans = first<{ n: number }>(
    db,
    `SELECT (SELECT count(*) FROM photos JOIN samples ON samples.id = sample_id
             WHERE photos.deleted_at IS NULL AND samples.deleted_at IS NOT NULL)
          + (SELECT count(*) FROM samples JOIN surveys ON surveys.id = survey_id
             WHERE samples.deleted_at IS NULL AND surveys.deleted_at IS NOT NULL) AS n`,
  );
  expect(orphans?.n).toBe(0);
}

describe('samples', () => {
  test('get the next number of their survey, and no number twice', () => {
    const lab = temporaryLab();
    const { survey } = fillLab(lab, { samples: 9 });
    const added = addSamples(lab.db, author, { survey, count: 2, set: {} });
    const numbers = (ids: number[]): string[] =>
      samplesById(lab.db, ids.map(sampleIdOf)).map(({ number }) => number);
    expect(numbers(added)).toEqual(['S-0010', 'S-0011']);
    undo(lab.db);
    expect(grid(lab)).toHaveLength(9);
    editSamples(lab.db, author, { samples: [sampleIdOf(1)], set: { number: 'S-0012' } });
    // 10 and 11 were on labels once, 12 is taken.
    expect(numbers(addSamples(lab.db, author, { survey, count: 1, set: {} }))).toEqual(['S-0013']);
  });

  test('a number that is taken is refused, in the bin too; another survey may have it', async () => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 2 });
    const elsewhere = fillLab(lab, { samples: 1, survey: 'Harbour' });
    const [one = noId, two = noId] = samples;
    const rename = (sample: number): unknown =>
      editSamples(lab.db, author, { samples: [sampleIdOf(sample)], set: { number: 'S-0001' } });
    const taken = await refusal('conflict', () => rename(two));
    expect(taken.message).toBe('There is a sample S-0001 in North Bay already. Choose another number.');
    removeSamples(lab.db, author, [one]);
    expect((await refusal('conflict', () => rename(two))).message).toContain('It is in the bin.');
    rename(elsewhere.samples[0] ?? 0);
    await refusal('bad-value', () => editSamples(lab.db, author, { samples, set: { number: 'S-0009' } }));
  });

  test('words are kept as written and as the vocabulary has them', () => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 1 });
    const looks = (): unknown => samplesById(lab.db, samples)[0];
    editSamples(lab.db, author, {
      samples,
      set: { morphotype: 'Nurdle', colour: 'sea green', polymer: 'hdpe' },
    });
    expect(looks()).toMatchObject({
      details: { morphotype: 'Nurdle', colour: 'sea green', polymer: 'hdpe' },
      terms: { morphotype: 'pellet', colour: null, polymer: 'pe' },
    });
    editSamples(lab.db, author, { samples, set: { morphotype: null } });
    expect(looks()).toMatchObject({ details: { morphotype: null }, terms: { morphotype: null } });
  });

  test.each([
    ['a size out of range', { sizeUm: -3 }, 'Size: -3 µm is out of range'],
    [
      'a choice that is none',
      { transparency: 'milky' },
      'Transparency: “milky” is none of: Transparent, Opaque.',
    ],
    ['an empty number', { number: null }, 'Number: It must be entered.'],
  ])('%s is refused in words', async (_title, set, words) => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 1 });
    const { message, data } = await refusal('bad-value', () => editSamples(lab.db, author, { samples, set }));
    expect(message).toContain(words);
    expect(Object.keys(data.problems as object)).toEqual(Object.keys(set));
  });
});

describe('photos in the bin', () => {
  test('are gone from their sample and come back by undo, to their place', () => {
    const lab = temporaryLab();
    const { samples, photos } = fillLab(lab, { samples: 1, photosEach: 3 });
    const shown = (): number[] => samplesById(lab.db, samples)[0]?.photos.map(({ id }) => id) ?? [];
    removePhotos(lab.db, author, photos.slice(1, 2));
    expect(shown()).toEqual([photos[0], photos[2]]);
    undo(lab.db);
    expect(shown()).toEqual(photos);
  });

  test('go there with their sample and are taken out with it', () => {
    const lab = temporaryLab();
    const { survey, photos } = fillLab(lab, { samples: 2, photosEach: 2 });
    removeSurvey(lab.db, author, survey);
    expect(listSurveys(lab.db)).toEqual([]);
    restorePhotos(lab.db, author, photos.slice(0, 1));
    expect(listSurveys(lab.db)).toMatchObject([{ id: survey, samples: 1, photos: 1 }]);
  });
});

describe('surveys', () => {
  test('keep their protocol, and their site by name', () => {
    const lab = temporaryLab();
    const set = {
      name: 'North Bay, spring',
      site: 'North Bay',
      date: '2026-04-12',
      quadratSide: 50,
      latitude: 54.3231,
    };
    const survey = addSurvey(lab.db, author, set);
    expect(surveyProtocol(lab.db, survey).fields).toMatchObject({ ...set, notes: null, windSpeed: null });
    editSurvey(lab.db, author, { survey, set: { site: 'South Bay', quadratSide: null } });
    expect(surveyProtocol(lab.db, survey).fields).toMatchObject({ site: 'South Bay', quadratSide: null });
    undo(lab.db);
    expect(surveyProtocol(lab.db, survey).fields).toMatchObject(set);
  });

  test.each([
    ['a date in the future', { date: '2026-08-03' }, '2026-08-03 is in the future; today is 2026-08-02.'],
    ['a latitude out of range', { latitude: 91 }, 'Latitude goes from -90 to 90; 91 is outside.'],
    ['a survey without a name', { name: null }, 'Survey: It must be entered.'],
    ['a quadrat as large as the beach', { quadratSide: 5000 }, 'it goes from 5 to 1000 cm.'],
  ])('%s is refused in words, and nothing is written', async (_title, wrong, words) => {
    const lab = temporaryLab();
    const { message } = await refusal('bad-value', () => addSurvey(lab.db, author, { name: 'A', ...wrong }));
    expect(message).toContain(words);
    expect(listSurveys(lab.db)).toEqual([]);
  });

  test('a name that is taken is refused', async () => {
    const lab = temporaryLab();
    addSurvey(lab.db, author, { name: 'A' });
    const { message } = await refusal('conflict', () => addSurvey(lab.db, author, { name: 'A' }));
    expect(message).toContain('There is a survey named A already.');
  });
});
