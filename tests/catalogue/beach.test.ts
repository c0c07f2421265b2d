import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editDetections, drawDetection } from '#host/catalogue/edits/edit-detections.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { run } from '#host/catalogue/database.ts';
import { foundInSurvey } from '#host/catalogue/queries/beach.ts';
import { insertForeignModel } from '#host/catalogue/queries/learning/models.ts';
import { saveOpinion } from '#host/catalogue/queries/review.ts';
import { surveyReport } from '#host/reports/beach/survey-report.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const nasty = '<img src=x onerror=alert(1)> & "Bay"';

async function labWithBeach() {
  const lab = temporaryLab();
  const { db } = lab;
  const { survey, samples, classes } = fillLab(lab, { samples: 12 });
  const [plastic] = classes;
  const model = insertForeignModel(db, {
    name: 'first',
    file: 'first.onnx',
    classes: classes.map((id, index) => ({ id, name: ['plastic', 'not-plastic'][index] ?? '' })),
    test: null,
    origin: { lab: null, run: null } as never,
    createdAt: author.at,
  });
  run(db, 'UPDATE models SET test = @test WHERE id = @model', {
    model,
    test: JSON.stringify({ confusion: [[18, 2], [3, 17]] }), // prettier-ignore
  });
  editSamples(db, author, { samples: samples.slice(0, 4), set: { class: plastic, morphotype: 'nurdle' } });
  editSamples(db, author, { samples: samples.slice(0, 6), set: { replicate: 1, sizeUm: 2000 } });
  editSamples(db, author, { samples: samples.slice(6), set: { replicate: 2 } });
  editSamples(db, author, { samples: samples.slice(11), set: { role: 'blank' } });
  for (const sample of samples.slice(4))
    saveOpinion(db, {
      model,
      sample,
      classId: plastic,
      confidence: 0.9,
      sureness: 0.9,
      outcome: 'class',
      photos: '',
      at: author.at,
    });
  editSurvey(db, author, {
    survey,
    set: { site: nasty, replicates: 2, quadratSide: 50, latitude: 54.3, longitude: 10.1 },
  });
  const directory = temporaryFolder();
  await writeTree(directory, { 'a.jpg': await randomPhoto(1), 'b.jpg': await randomPhoto(2) });
  const { trays } = await addTrays(lab, author, {
    survey,
    files: ['a.jpg', 'b.jpg'].map((name) => join(directory, name)),
  });
  const outline: [number, number][] = [[2, 2], [12, 2], [12, 12], [2, 12]]; // prettier-ignore
  const detections = trays.flatMap((tray) =>
    [0, 1, 2].map(() => drawDetection(db, author, { tray, outline, source: 'drawn' })),
  );
  editDetections(db, author, { detections: detections.slice(0, 1), set: { class: plastic } });
  editDetections(db, author, { detections: detections.slice(1, 2), set: { state: 'rejected' } });
  const scale = { umPerPixel: 100, source: 'typed' as const, uncertainty: null };
  editTrays(db, author, { trays: trays.slice(0, 1), set: { reviewed: true, replicate: 2, scale } });
  return { lab, survey, samples, trays, detections };
}

test('samples count, and what was accepted in reviewed trays; what became a sample counts once', async () => {
  const { lab, survey, samples, detections } = await labWithBeach();
  const found = foundInSurvey(lab.db, survey);
  expect(found.from).toEqual({ samples: 12, inTrays: 2, reviewedTrays: 1, allTrays: 2, sessions: 0 });
  expect(found.items.slice(0, 1)).toMatchObject([
    { person: 'plastic', morphotype: 'pellet', replicate: 1, sizeUm: 2000 },
  ]);
  expect(found.items[4]).toMatchObject({ person: null, model: { class: 'plastic', outcome: 'class' } });
  expect(found.items.slice(12)).toMatchObject([
    { person: 'plastic', replicate: 2 },
    { person: null, model: null },
  ]);
  expect(found.items[12]?.sizeUm).toBeCloseTo(100 * Math.hypot(10, 10), 6);
  expect(found.model).toMatchObject({ classes: ['plastic', 'not-plastic'], confusion: [[18, 2], [3, 17]] }); // prettier-ignore

  run(lab.db, 'UPDATE detections SET sample_id = @sample WHERE id = @id', { sample: samples[0] ?? 0, id: detections[0] ?? 0 }); // prettier-ignore
  expect(foundInSurvey(lab.db, survey).from).toMatchObject({ samples: 12, inTrays: 1 });
});

test('a report escapes what people wrote, says what was not counted, and has its figures as a table', async () => {
  const { lab, survey } = await labWithBeach();
  const other = addSurvey(lab.db, author, { name: 'South', replicates: 3, quadratSide: 50 });
  const { html, csv } = surveyReport(lab, { survey, against: other }, author.at);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x');
  expect(html).toContain('Content-Security-Policy');
  expect(html).not.toContain('<script');
  expect(html).toContain('reviewed 1 of 2');
  expect(html).toContain('Rogan and Gladen 1978');
  expect(html).toContain('Compared with South');
  expect(html).toMatch(/<svg/);
  expect(csv).toMatch(/^\uFEFFsurvey,group,term,class,kind,unit,value,ci95_low,ci95_high\n/);
  expect(csv).toMatch(
    /North Bay,all,,plastic,"corrected, blanks subtracted",items\/m2,[\d.]+,[\d.]+,[\d.]+\n/,
  );
  expect(csv).toContain('compared');
  expect(surveyReport(lab, { survey, against: other }, author.at).csv).toBe(csv);
  expect(() => surveyReport(lab, { survey: 99 }, author.at)).toThrow(/not there any more/);
});
