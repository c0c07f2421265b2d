import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { renameClass } from '#host/catalogue/edits/edit-classes.ts';
import { setModelTrust } from '#host/catalogue/edits/edit-models.ts';
import { editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { readBlind, reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { reviewStatements, saveOpinion } from '#host/catalogue/queries/review.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { photoFilesSql } from '#host/catalogue/queries/samples/photo-files.ts';
import { samplesById } from '#host/catalogue/queries/samples/samples.ts';
import { writePredictions } from '#host/training/predictions-file.ts';
import { opinionsOf } from '#host/review/opinions.ts';
import { agreementResult, blindList, reviewList } from '#host/review/review-list.ts';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';
import { sampleIdOf } from '../../support/ids.ts';
import { author, everythingIn, fillLab } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryLab } from '../../support/labs.ts';
import { modelRows } from '../../support/models.ts';

const [plastic, other] = [1, 2];
const classes = [
  { id: plastic, name: 'plastic' },
  { id: other, name: 'not-plastic' },
];
const tomas: Author = { ...author, person: 'Tomas', at: '2026-08-02T11:00:00.000Z' };
const decider: Author = { ...author, at: '2026-08-02T12:00:00.000Z' };

/** A lab of samples with these classes, ids from 1. */
function labelled(...labels: (number | null)[]): Lab {
  const lab = temporaryLab();
  fillLab(lab, { samples: labels.length });
  labels.forEach((label, index) =>
    editSamples(lab.db, author, { samples: [sampleIdOf(index + 1)], set: { class: label } }),
  );
  return lab;
}

function says(
  { db }: Lab,
  model: number,
  sample: number,
  name: string,
  confidence: number,
  outcome: Outcome = confidence >= 0.7 ? 'class' : 'unsure',
): void {
  const classId = classes.find((one) => one.name === name)?.id ?? 77;
  saveOpinion(db, {
    model,
    sample: sampleIdOf(sample),
    classId,
    confidence,
    outcome,
    sureness: null,
    photos: '-',
    at: author.at,
  });
}

const queued = (lab: Lab): (readonly [number, string])[] =>
  reviewList(lab, {}).items.map(({ sample, reason }) => [sample, reason]);

describe('the review queue', () => {
  test('holds what the model disagrees about or is unsure of, and lets go of what was decided', () => {
    const lab = labelled(plastic, plastic, other, null);
    const { model } = modelRows(lab, { classes });
    says(lab, model, 1, 'plastic', 0.9);
    says(lab, model, 2, 'not-plastic', 0.95);
    says(lab, model, 3, 'not-plastic', 0.55);
    says(lab, model, 4, 'plastic', 0.8);
    const before = everythingIn(lab);
    expect(queued(lab)).toEqual([
      [2, 'disagrees'],
      [3, 'unsure'],
      [4, 'unlabelled'],
    ]);
    expect(reviewList(lab, {})).toMatchObject({ total: 3, samples: 4, opinions: 4, model: { id: model } });

    reviewSamples(lab.db, decider, { samples: [sampleIdOf(2)], classId: other });
    reviewSamples(lab.db, decider, { samples: [sampleIdOf(4)], classId: plastic });
    expect(queued(lab)).toEqual([[3, 'unsure']]);
    expect(samplesById(lab.db, [sampleIdOf(2), sampleIdOf(4)]).map((sample) => sample.class?.id)).toEqual([
      other,
      plastic,
    ]);
    expect(undo(lab.db)).toEqual({ kind: 'review', things: 1 });
    undo(lab.db);
    expect(everythingIn(lab)).toEqual(before);
    expect(queued(lab)).toHaveLength(3);
    redo(lab.db);
    expect(queued(lab)).toHaveLength(2);
  });

  test('knows what was said at the bench and by the run, and prefers what was said of the photos in the lab', async () => {
    const lab = labelled(plastic, plastic, plastic);
    const { model, run } = modelRows(lab, { classes, sides: { 1: 'val', 2: 'test', 3: 'test' } });
    const said = (sample: number, logits: number[]) => ({
      hash: String(sample).padStart(64, '0'),
      distance: null,
      sureness: 0.8,
      sample,
      side: 'test' as const,
      truth: 0,
      logits,
    });
    mkdirSync(join(lab.paths.runs, String(run)), { recursive: true });
    await writePredictions(join(lab.paths.runs, String(run)), {
      classes,
      // The mean of the logits of sample 1 says plastic; its first photo alone says it is not.
      photos: [said(1, [0, 1]), said(1, [5, 0]), said(2, [0, 3]), said(3, [0, 3])],
    });
    expect(queued(lab)).toEqual([
      [2, 'disagrees'],
      [3, 'disagrees'],
    ]);
    const verdict = {
      files: [],
      outcome: 'unsure' as const,
      class: 'plastic',
      confidence: 0.6,
      probabilities: {},
      distance: null,
      sureness: 0.8,
    };
    insertVerdict(lab.db, { model, verdict, sample: sampleIdOf(2), at: author.at });
    says(lab, model, 3, 'plastic', 0.99);
    const { items } = reviewList(lab, { model });
    expect(items).toMatchObject([{ sample: 2, reason: 'unsure', opinion: { source: 'bench' } }]);
  });

  test('holds what was kept at the bench as unlike training, whatever precision is asked of the model', () => {
    const lab = labelled(plastic, plastic);
    const { model } = modelRows(lab, { classes });
    const kept = { files: [], class: 'plastic', confidence: 0.99, probabilities: {} };
    const unlike = { ...kept, outcome: 'unlike' as const, distance: 1.4, sureness: 0.2 };
    insertVerdict(lab.db, { model, verdict: unlike, sample: sampleIdOf(1), at: author.at });
    const sure = { ...kept, outcome: 'class' as const, distance: 0.4, sureness: 0.8 };
    insertVerdict(lab.db, { model, verdict: sure, sample: sampleIdOf(2), at: author.at });
    expect(queued(lab)).toEqual([[1, 'unlike']]);
    setModelTrust(lab.db, author, { model, target: 0.9, threshold: 0.6 });
    expect(queued(lab)).toEqual([[1, 'unlike']]);
  });

  test('takes a class that was renamed since for the same, and one that is gone for none', () => {
    const lab = labelled(plastic, other);
    const { model } = modelRows(lab, { classes: [...classes, { id: 77, name: 'pumice' }] });
    says(lab, model, 1, 'plastic', 0.99);
    says(lab, model, 2, 'pumice', 0.99);
    expect(queued(lab)).toEqual([]);
    renameClass(lab.db, author, { class: plastic, name: 'plastics' });
    expect(queued(lab)).toEqual([]);
  });

  test('takes what was said at the bench for the class that it was said of, whatever that is called by now', () => {
    const lab = labelled(plastic, plastic);
    const { model } = modelRows(lab, { classes });
    const said = {
      files: [],
      outcome: 'class' as const,
      confidence: 0.9,
      probabilities: {},
      distance: null,
      sureness: 0.9,
    };
    insertVerdict(lab.db, {
      model,
      verdict: { ...said, class: 'plastic' },
      sample: sampleIdOf(1),
      at: author.at,
    });
    insertVerdict(lab.db, {
      model,
      verdict: { ...said, class: 'not-plastic' },
      sample: sampleIdOf(2),
      at: author.at,
    });
    const opinions = () => [...opinionsOf(lab, foundModel(lab.db, model))].map(([, { classId }]) => classId);
    expect(opinions()).toEqual([plastic, other]);
    renameClass(lab.db, author, { class: plastic, name: 'plastics' });
    // The old name is given away: what was said before is not of this one.
    renameClass(lab.db, author, { class: other, name: 'plastic' });
    expect(opinions()).toEqual([plastic, other]);
    expect(queued(lab)).toEqual([[2, 'disagrees']]);
  });

  test('follows the precision that a person asks of the model', () => {
    const lab = labelled(plastic);
    const { model } = modelRows(lab, { classes });
    says(lab, model, 1, 'plastic', 0.8);
    expect(queued(lab)).toEqual([]);
    setModelTrust(lab.db, author, { model, target: 0.99, threshold: 0.85 });
    expect(queued(lab)).toEqual([[1, 'unsure']]);
  });

  test('is that of one survey where one is asked for, and of nothing without a model', async () => {
    const lab = labelled(plastic);
    fillLab(lab, { samples: 1, survey: 'South Bay' });
    expect(reviewList(lab, {})).toEqual({ model: null, total: 0, items: [], samples: 2, opinions: 0 });
    const { model } = modelRows(lab, { classes });
    says(lab, model, 1, 'not-plastic', 0.9);
    says(lab, model, 2, 'plastic', 0.9);
    expect(reviewList(lab, { survey: 2 }).items.map(({ sample }) => sample)).toEqual([2]);
    removeSamples(lab.db, author, [sampleIdOf(2)]);
    expect(reviewList(lab, { survey: 2 })).toMatchObject({ total: 0, samples: 0 });
    await refusal('not-found', () => reviewList(lab, { model: 99 }));
  });
});

describe('blind reading', () => {
  test('is kept per person and sample, and taken back by an undo', () => {
    const lab = labelled(plastic, other, null);
    expect([...blindList(lab.db, { person: 'Tomas' })].sort()).toEqual([1, 2, 3]);
    readBlind(lab.db, tomas, { sample: sampleIdOf(2), classId: other });
    expect([...blindList(lab.db, { person: 'Tomas' })].sort()).toEqual([1, 3]);
    expect(blindList(lab.db, { person: 'Ines' })).toHaveLength(3);
    expect(undo(lab.db)).toEqual({ kind: 'read-blind', things: 1 });
    expect(blindList(lab.db, { person: 'Tomas' })).toHaveLength(3);
    readBlind(lab.db, tomas, { sample: sampleIdOf(2), classId: plastic });
    readBlind(lab.db, { ...tomas, at: decider.at }, { sample: sampleIdOf(2), classId: other });
    expect(agreementResult(lab, {}).readers).toMatchObject([{ b: 'Tomas', n: 1, agreed: 1 }]);
    undo(lab.db);
    expect(agreementResult(lab, {}).readers).toMatchObject([{ b: 'Tomas', n: 1, agreed: 0 }]);
  });

  test('goes through the samples in an order that tells no class, and the same as before after each', () => {
    const lab = temporaryLab();
    fillLab(lab, { samples: 40 });
    const order = [...blindList(lab.db, { person: 'Tomas' })];
    expect(order.slice(0, 20).filter((id) => id <= 20).length).toBeGreaterThan(5);
    expect(order.slice(0, 20).filter((id) => id <= 20).length).toBeLessThan(15);
    const [first = 0] = order;
    readBlind(lab.db, tomas, { sample: sampleIdOf(first), classId: plastic });
    expect([...blindList(lab.db, { person: 'Tomas' })]).toEqual(order.slice(1));
  });

  test('that differs from the label or another reading asks for a decision, until one is made', () => {
    const lab = labelled(plastic, null, plastic);
    readBlind(lab.db, tomas, { sample: sampleIdOf(1), classId: other });
    readBlind(lab.db, tomas, { sample: sampleIdOf(2), classId: other });
    readBlind(lab.db, { ...tomas, person: 'Ines' }, { sample: sampleIdOf(2), classId: plastic });
    readBlind(lab.db, tomas, { sample: sampleIdOf(3), classId: plastic });
    expect(queued(lab)).toEqual([
      [1, 'readers'],
      [2, 'readers'],
    ]);
    reviewSamples(lab.db, decider, { samples: [sampleIdOf(1), sampleIdOf(2)], classId: plastic });
    expect(queued(lab)).toEqual([]);
    readBlind(
      lab.db,
      { ...tomas, person: 'Juno', at: '2026-08-03T10:00:00.000Z' },
      { sample: sampleIdOf(1), classId: other },
    );
    expect(queued(lab)).toEqual([[1, 'readers']]);
  });

  test('of what is not there is refused', async () => {
    const lab = labelled(plastic);
    removeSamples(lab.db, author, [sampleIdOf(1)]);
    await refusal('not-found', () => readBlind(lab.db, tomas, { sample: sampleIdOf(1), classId: plastic }));
    await refusal('not-found', () =>
      reviewSamples(lab.db, tomas, { samples: [sampleIdOf(1)], classId: plastic }),
    );
    const second = labelled(plastic);
    await refusal('not-found', () => readBlind(second.db, tomas, { sample: sampleIdOf(1), classId: 99 }));
  });
});

describe('agreement', () => {
  test('of a reader is with the labels as they were when it was read', () => {
    const lab = labelled(plastic, plastic, other, other);
    for (const [sample, classId] of [
      [1, plastic],
      [2, other],
      [3, other],
      [4, other],
    ] as const)
      readBlind(lab.db, tomas, { sample: sampleIdOf(sample), classId });
    // By hand: 3 of 4; chance (2 * 1 + 2 * 3) / 16 = 0.5; kappa 0.5.
    const expected = { a: ' label', b: 'Tomas', n: 4, agreed: 0.75, kappa: 0.5 };
    expect(agreementResult(lab, {}).readers).toMatchObject([expected]);
    reviewSamples(lab.db, decider, { samples: [sampleIdOf(2)], classId: other });
    expect(agreementResult(lab, {}).readers).toMatchObject([expected]);
  });

  test('of two readers is on the samples that both have read', () => {
    const lab = labelled(null, null, null);
    readBlind(lab.db, tomas, { sample: sampleIdOf(1), classId: plastic });
    readBlind(lab.db, tomas, { sample: sampleIdOf(2), classId: plastic });
    readBlind(lab.db, { ...tomas, person: 'Ines' }, { sample: sampleIdOf(2), classId: plastic });
    readBlind(lab.db, { ...tomas, person: 'Ines' }, { sample: sampleIdOf(3), classId: other });
    expect(agreementResult(lab, {}).readers).toMatchObject([
      { a: ' label', b: 'Ines', n: 0, undefinedBecause: 'no-samples' },
      { a: ' label', b: 'Tomas', n: 0 },
      { a: 'Ines', b: 'Tomas', n: 1, agreed: 1, kappa: null, undefinedBecause: 'one-class' },
    ]);
  });

  test('of the model leaves out what it was trained on, keeps validation apart, and what people said after they had seen its opinion', () => {
    const lab = labelled(plastic, plastic, other, other, plastic);
    const { model } = modelRows(lab, { classes, sides: { 1: 'train', 2: 'val', 3: 'test' } });
    for (const sample of [1, 2, 3]) says(lab, model, sample, sample === 3 ? 'not-plastic' : 'plastic', 0.9);
    says(lab, model, 4, 'plastic', 0.9);
    says(lab, model, 5, 'plastic', 0.9);
    const agreement = agreementResult(lab, {}).modelAndLabel;
    // Sample 1 was trained on; 4 and 5 are on no side.
    expect(agreement.map(({ on, n, agreed }) => [on, n, agreed])).toEqual([
      ['test', 1, 1],
      ['outside', 2, 0.5],
      ['val', 1, 1],
    ]);
    reviewSamples(lab.db, decider, { samples: [sampleIdOf(4)], classId: plastic });
    expect(agreementResult(lab, {}).modelAndLabel).toEqual(agreement);
    undo(lab.db);
    expect(agreementResult(lab, {}).modelAndLabel).toEqual(agreement);
  });
});

describe('as a lab grows', () => {
  function planOf(sql: string): string {
    const { db } = temporaryLab();
    return all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${sql}`, {
      survey: null,
      person: 'Ines',
      model: 1,
      split: 1,
      most: -1,
    })
      .map(({ detail }) => detail)
      .join('\n');
  }

  test.each([
    ['samples', /samples USING INDEX samples_order \(survey_id=\?\)/],
    ['opinions', /opinions USING PRIMARY KEY \(model_id=\?\)/],
    ['keptVerdicts', /verdicts USING INDEX verdicts_model/],
  ] as const)('%s are found by an index', (name, plan) => {
    expect(planOf(reviewStatements[name])).toMatch(plan);
    expect(planOf(reviewStatements[name])).not.toMatch(/SCAN (samples|opinions|verdicts)|TEMP B-TREE/);
  });

  test('a pass over all samples looks everything else up in an index', () => {
    const { everySample, unread } = reviewStatements;
    for (const statement of [everySample, unread, photoFilesSql({}), photoFilesSql({ split: 1 })]) {
      const plan = planOf(statement);
      expect(plan).toMatch(
        /photos (EXISTS )?USING (COVERING )?INDEX photos_sample \(sample_id=\? AND deleted_at=\?\)/,
      );
      expect(plan).not.toMatch(/SCAN (photos|readings)/);
    }
    expect(planOf(reviewStatements.unread)).toMatch(/readings (EXISTS )?USING (COVERING )?INDEX/);
  });
});
