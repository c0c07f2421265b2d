import { describe, expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { removePhotos } from '#host/catalogue/edits/edit-photos.ts';
import { editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { readBlind, reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import { editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { gridStatement, listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { samplesById, samplesOfPhotos } from '#host/catalogue/queries/samples/samples.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { type GridQuery, type SampleFilter, gridQuerySchema } from '#shared/domain/grid.ts';
import { photoIdOf, sampleIdOf } from '../support/ids.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryLab } from '../support/labs.ts';

function list({ db }: Lab, filter: SampleFilter, more: Partial<GridQuery> = {}): number[] {
  return [...listGrid(db, gridQuerySchema.parse({ filter, ...more }))];
}

const before = { ...author, at: '2026-08-02T09:00:00.000Z' };

/** Six samples of two surveys that differ in everything that can be asked for; ids count from 1. */
function variedLab(): Lab {
  const lab = temporaryLab();
  fillLab(lab, { samples: 4, photosEach: 2, survey: 'North Bay' });
  fillLab(lab, { samples: 2, photosEach: 0, survey: 'South Bay' });
  const edit = (sample: number, set: Parameters<typeof editSamples>[2]['set']): void =>
    editSamples(lab.db, author, { samples: [sampleIdOf(sample)], set });
  edit(1, { class: plastic, morphotype: 'film', colour: 'blue', sizeUm: 900, transparency: 'opaque' });
  edit(2, { class: plastic, morphotype: 'nurdle', colour: 'white', sizeUm: 3200, polymer: 'PE' });
  edit(3, { label: 'JAR-017', colour: 'Blau', notes: 'verwittert, Möwenfraß', identification: 'raman' });
  edit(5, { role: 'blank', sizeUm: 3200, massMg: 2.5, replicate: 2 });
  reviewSamples(lab.db, author, { samples: [sampleIdOf(1)], classId: plastic });
  for (const sample of [1, 2]) readBlind(lab.db, before, { sample: sampleIdOf(sample), classId: 2 });
  readBlind(lab.db, before, { sample: sampleIdOf(3), classId: plastic });
  editSurvey(lab.db, author, { survey: north, set: { date: '2026-04-12', site: 'Strande' } });
  editSurvey(lab.db, author, { survey: south, set: { date: '2026-07-01' } });
  return lab;
}

const [north, south, plastic] = [1, 2, 1];

describe('the grid', () => {
  test.each<[string, SampleFilter, number[]]>([
    ['everything', {}, [1, 2, 3, 4, 5, 6]],
    ['a survey', { survey: south }, [5, 6]],
    ['a class', { class: plastic }, [1, 2]],
    ['no class', { class: null }, [3, 4, 5, 6]],
    ['a shape, by its term', { morphotype: 'pellet' }, [2]],
    ['a word that the vocabulary does not have', { colour: null, text: 'blau' }, [3]],
    ['transparency', { transparency: 'opaque' }, [1]],
    ['how it was identified', { identification: 'raman' }, [3]],
    ['a polymer', { polymer: 'pe' }, [2]],
    ['its role', { role: 'blank' }, [5]],
    ['a size class', { sizeFrom: 1000, sizeTo: 5000 }, [2, 5]],
    ['a size that was typed', { sizeFrom: 900, sizeTo: 901 }, [1]],
    ['a mass', { massFrom: 2, massTo: 3 }, [5]],
    ['its replicate', { replicate: 2 }, [5]],
    ['a site', { site: 1 }, [1, 2, 3, 4]],
    ['no site', { site: null }, [5, 6]],
    ['notes', { withNotes: true }, [3]],
    ['no notes', { withNotes: false, survey: north }, [1, 2, 4]],
    ['what was reviewed', { review: 'reviewed' }, [1]],
    ['what was not', { review: 'open' }, [2, 3, 4, 5, 6]],
    ['what was read blind', { review: 'read' }, [1, 2, 3]],
    ['what readers disagree about with no decision since', { review: 'disputed' }, [2]],
    ['dates', { dateFrom: '2026-05-01', dateTo: '2026-12-31' }, [5, 6]],
    ['photos', { withPhotos: false }, [5, 6]],
    ['several at once', { survey: north, class: plastic, colour: 'blue' }, [1]],
    ['a number', { text: 'S-0003' }, [3]],
    ['the lab’s own name', { text: 'jar-017' }, [3]],
    ['the beginning of a word in a note, without its accents', { text: 'mowen' }, [3]],
    ['two words in two fields', { text: 'plastic nurd' }, [2]],
    ['the site of its survey', { text: 'strande' }, [1, 2, 3, 4]],
    ['signs that an index might take for operators', { text: '"NOT (* -' }, []],
    ['no words at all', { text: '  ' }, [1, 2, 3, 4, 5, 6]],
  ])('finds by %s', (_title, filter, expected) => {
    expect(list(variedLab(), filter)).toEqual(expected);
  });

  test('is sorted as asked', () => {
    const lab = variedLab();
    expect(list(lab, {}, { sort: 'newest' })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(list(lab, {}, { sort: 'size' })).toEqual([2, 5, 1, 3, 4, 6]);
    expect(list(lab, {}, { sort: 'class' })).toEqual([3, 4, 5, 6, 1, 2]);
    expect(list(lab, {}, { sort: 'photos' })).toEqual([5, 6, 1, 2, 3, 4]);
  });

  test('goes photo by photo where that is asked, samples together', () => {
    const lab = variedLab();
    expect(list(lab, { class: plastic }, { by: 'photo' })).toEqual([1, 2, 3, 4]);
    expect(samplesOfPhotos(lab.db, [photoIdOf(2), photoIdOf(3)])).toEqual([1, 2]);
  });
});

test('S-10000 comes after S-9999', () => {
  const lab = temporaryLab();
  const { samples } = fillLab(lab, { samples: 2 });
  const number = (index: number, name: string): void =>
    editSamples(lab.db, author, { samples: samples.slice(index, index + 1), set: { number: name } });
  number(0, 'S-10000');
  number(1, 'S-9999');
  expect(list(lab, {})).toEqual([samples[1], samples[0]]);
});

test('what is in the bin is not listed, counted or found', () => {
  const lab = temporaryLab();
  const { samples, photos, classes } = fillLab(lab, { samples: 3, photosEach: 2 });
  editSamples(lab.db, author, { samples, set: { class: classes[0] } });
  removeSamples(lab.db, author, samples.slice(0, 1));
  removePhotos(lab.db, author, photos.slice(2, 3));
  expect(list(lab, { text: 'north' })).toEqual(samples.slice(1));
  expect(list(lab, {}, { by: 'photo' })).toEqual(photos.slice(3));
  expect(samplesById(lab.db, samples).map(({ id }) => id)).toEqual(samples.slice(1));
  expect(listSurveys(lab.db)).toMatchObject([{ samples: 2, photos: 3, classes: { plastic: 2 } }]);
});

test('search follows an undo', () => {
  const lab = temporaryLab();
  const { samples } = fillLab(lab, { samples: 1 });
  editSamples(lab.db, author, { samples, set: { notes: 'barnacle' } });
  expect(list(lab, { text: 'barnacle' })).toEqual(samples);
  undo(lab.db);
  expect(list(lab, { text: 'barnacle' })).toEqual([]);
});

describe('as a lab grows', () => {
  function planOf(
    query: Parameters<typeof gridQuerySchema.parse>[0],
    search: 'narrow' | 'broad' = 'narrow',
  ): string {
    const { db } = temporaryLab();
    const { sql, args } = gridStatement(gridQuerySchema.parse(query), search);
    return all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${sql}`, args)
      .map(({ detail }) => detail)
      .join('\n');
  }

  test.each([
    ['the plain grid', {}],
    ['the grid of a survey', { filter: { survey: 1 } }],
  ])('%s is read in its order, without a sort', (_title, query) => {
    const plan = planOf(query);
    expect(plan).toMatch(/USING COVERING INDEX samples_order|USING INDEX samples_order/);
    expect(plan).not.toContain('TEMP B-TREE');
  });

  test('the grid by photos finds each sample’s photos in an index and sorts nothing', () => {
    const plan = planOf({ by: 'photo' });
    expect(plan).toContain('photos USING COVERING INDEX photos_sample (sample_id=? AND deleted_at=?)');
    expect(plan).not.toContain('TEMP B-TREE');
  });

  test('a search goes by the full-text index', () => {
    const plan = planOf({ filter: { text: 'blue' } });
    expect(plan).toMatch(/sample_search VIRTUAL TABLE INDEX/);
    expect(plan).not.toContain('SCAN samples');
  });

  test.each(['sample', 'photo'] as const)(
    'a search that finds most samples goes through the grid in its order, by %s, without a sort',
    (by) => {
      const plan = planOf({ filter: { text: 's' }, by }, 'broad');
      expect(plan).toMatch(/samples USING INDEX samples_order/);
      expect(plan).toMatch(/sample_search VIRTUAL TABLE INDEX/);
      expect(plan).not.toContain('TEMP B-TREE');
    },
  );

  test('a search finds the same whether it finds much or little, by one letter too', () => {
    const lab = temporaryLab();
    const { samples } = fillLab(lab, { samples: 2100, photosEach: 0 });
    fillLab(lab, { samples: 3, photosEach: 0, survey: 'Quay' });
    expect(list(lab, { text: 'n' })).toEqual(samples);
    expect(list(lab, { text: 'q' })).toHaveLength(3);
    expect(list(lab, { text: 'n 0007' })).toEqual(samples.slice(6, 7));
  });

  const filters: SampleFilter[] = [
    { survey: 1 },
    { site: 1 },
    { site: null },
    { class: 1 },
    { role: 'blank' },
    { morphotype: 'film' },
    { colour: null },
    { polymer: 'pe' },
    { transparency: 'opaque' },
    { identification: 'raman' },
    { sizeFrom: 1, sizeTo: 2 },
    { massFrom: 1, massTo: 2 },
    { replicate: 1 },
    { dateFrom: '2026-01-01', dateTo: '2026-02-01' },
    { withPhotos: true },
    { withNotes: true },
    { review: 'read' },
    { text: 'blue' },
  ];

  test.each(filters)('one pass over the samples at most, for %o', (filter) => {
    for (const by of ['sample', 'photo'] as const) {
      const plan = planOf({ filter, by });
      expect(plan).not.toMatch(/SCAN (photos|changes|edits|split_samples)/);
      expect(plan.match(/SCAN samples/g)?.length ?? 0).toBeLessThanOrEqual(1);
    }
  });

  test('a class goes by its index', () => {
    expect(planOf({ filter: { class: 1 } })).toContain('INDEX samples_class (class_id=?)');
  });
});
