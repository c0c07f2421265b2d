import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { runReport } from '#host/reports/run-report.ts';
import { studyReport } from '#host/reports/study-report.ts';
import { RunFigures } from '#host/runs/run-figures.ts';
import { writeStoredPlan } from '#host/runs/stored-plan.ts';
import { type Lab, createLab } from '#host/catalogue/lab.ts';
import { all, first } from '#host/catalogue/database.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { documentPolicy } from '#shared/content-policy.ts';
import { accuracyText } from '#shared/learning/figures/figure-text.ts';
import { evaluate } from '#shared/learning/figures/metrics.ts';
import { perClassFigures } from '#shared/learning/figures/per-class.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { PhotoPrediction } from '#shared/learning/prediction/run-predictions.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { type Study, studyRequestSchema } from '#shared/studies/study.ts';
import { importInto, temporaryFolder } from '../../support/labs.ts';
import { toldByEveryRun } from '../../support/results.ts';
import { writeTwoClasses } from '../../support/photos.ts';

const at = '2026-11-24T20:00:00.000Z';
/** What a lab may well call things, and what would be script if it were not text. */
const hostile = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;';

interface Cell {
  readonly textContent: string;
}
interface Element extends Cell {
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

/** Reads a page back, and checks that it holds all it needs and does nothing. */
function readBack(html: string): Element {
  const parsed: unknown = parseHTML(html);
  const { document } = parsed as { document: Element };
  const elements = [...document.querySelectorAll('*')];
  expect(elements.length).toBeGreaterThan(50);
  const [charset, policy] = document.querySelectorAll('head > *');
  expect(charset?.getAttribute('charset')).toBe('utf-8');
  expect(policy?.getAttribute('http-equiv')).toBe('Content-Security-Policy');
  expect(policy?.getAttribute('content')).toBe(documentPolicy);
  expect([...document.querySelectorAll('script, iframe, object, embed, link, base, form')]).toEqual([]);
  for (const element of elements) {
    for (const name of ['src', 'href', 'xlink:href', 'action', 'poster', 'data']) {
      const value = element.getAttribute(name);
      if (value !== null) expect(value).toMatch(/^data:image\/jpeg;base64,/);
    }
    for (const name of ['onload', 'onerror', 'onclick']) expect(element.getAttribute(name)).toBeNull();
  }
  expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|url\(|@import/);
  return document;
}

const textsOf = (document: Element, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);

async function labWithPhotos(): Promise<Lab> {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 6, 2);
  const lab = createLab(join(temporaryFolder(), 'lab'), { name: hostile });
  await importInto(lab, photos);
  return lab;
}

interface PhotoRow {
  hash: string;
  sample: number;
}

function itemsOf(lab: Lab): TrainingItem[] {
  return all<PhotoRow>(lab.db, 'SELECT hash, sample_id AS sample FROM photos ORDER BY id').map(
    ({ hash, sample }) => ({
      hash,
      path: join(lab.paths.photos, hash),
      rotation: 0,
      sample,
      classIndex: sample <= 6 ? 0 : 1,
      side: sample % 2 === 0 ? 'test' : 'train',
    }),
  );
}

test('a run’s page says what is stored, shows its worst mistakes, and is nothing but a page', async () => {
  const lab = await labWithPhotos();
  const items = itemsOf(lab);
  const classes = [
    { id: 1, name: hostile },
    { id: 2, name: 'stone' },
  ];
  await writeStoredPlan(lab, { run: 1 }, { classes, items });
  // Sample 2 is taken for the other class, and the model is sure of it.
  const photos = items
    .filter(({ side }) => side === 'test')
    .map(({ hash, sample, classIndex }): PhotoPrediction => {
      const right = sample !== 2;
      const says = right ? classIndex : 1 - classIndex;
      const logits = says === 0 ? [3, 0] : [0, 3];
      return { hash, sample, side: 'test', truth: classIndex, logits, distance: null };
    });
  const figures = evaluate(photos, 2, 1);
  const epochs = [1, 2, 3].map((epoch) => ({
    epoch,
    lr: 0.01,
    train: { loss: 1 / epoch, acc: 0.99 },
    test: { loss: 1.2 / epoch, acc: 0.8 },
  }));
  const result = {
    device: 'cpu',
    engine: 'ort',
    epochs,
    best: { epoch: 2, valAcc: null },
    test: figures,
    temperature: 1.5,
    threshold: 0.7,
    seconds: { features: 1, train: 2, total: 3 },
    photosPerSecond: 12,
    ...toldByEveryRun,
  };
  const run = {
    id: 1,
    name: hostile,
    state: 'done' as const,
    recipe: defaultRecipe('frozen', 'efficientnet-lite0'),
    split: 1,
    startedAt: at,
    endedAt: at,
    classes,
    epochs,
    result,
    model: null,
    error: null,
    damaged: null,
  } satisfies RunRow;
  const ofRun = new RunFigures(
    { classes, photos },
    { temperature: 1.5, sureness: null, seed: 1, test: figures },
  );
  const document = readBack(await runReport(lab, { run, result, figures: ofRun }, at));

  expect(textsOf(document, 'h1')).toEqual([hostile]);
  expect(textsOf(document, 'title')[0]).toContain('Run 1: </title><script>');
  expect(textsOf(document, '.headline strong').slice(0, 2)).toEqual([
    accuracyText(figures.sample, 'samples'),
    accuracyText(figures.photo, 'photos'),
  ]);
  expect(figures.sample.accuracy).toBeCloseTo(5 / 6, 9);
  expect(textsOf(document, '.matrix td')).toEqual(figures.sample.confusion.flat().map(String));
  const ofStone = perClassFigures(ofRun.labelled('test', 'sample'), 2, 1)[1];
  const row = [...document.querySelectorAll('tr')].find(({ textContent }) => textContent.includes('stone3'));
  // Of fewer than ten, counted.
  const { predicted = 0, precision } = ofStone ?? {};
  expect(row?.textContent).toContain(`${Math.round(predicted * (precision?.value ?? 0))} of ${predicted} (`);
  // Never the training accuracy as a figure.
  expect(textsOf(document, '.headline').join()).not.toContain('99.0');
  expect([...document.querySelectorAll('.photos img')]).toHaveLength(1);
  const number = first<{ number: string }>(lab.db, 'SELECT number FROM samples WHERE id = 2')?.number ?? '';
  expect(textsOf(document, '.photos li')[0]).toContain(number);
  expect(textsOf(document, '.photos li')[0]).toContain('taken for stone');
  expect([...document.querySelectorAll('figure svg')]).toHaveLength(3);
  expect(textsOf(document, 'tr').some((text) => text.includes('3 samples, 6 photos'))).toBe(true);
  lab.close();
});

test('a study’s page has its sentence first, and every figure of its summary and its runs', async () => {
  const lab = await labWithPhotos();
  await writeStoredPlan(
    lab,
    { study: 4 },
    {
      classes: [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
      items: itemsOf(lab),
    },
  );
  const share = (accuracy: number) => ({
    accuracy,
    ci95: [accuracy - 0.05, accuracy + 0.05] as [number, number],
  });
  const xs = [10, 20, 40, 80];
  const projection = {
    fit: { asymptote: 0.8, scale: 0.4, exponent: 0.5, rmse: 0.01 },
    band: [10, 80, 320].map((x) => ({ x, ...share(0.7 + x / 10_000) })),
    gains: [2, 4].map((times) => ({ times, x: 80 * times, gain: 0.02, ci95: [0, 0.05] as [number, number] })),
  };
  const study: Study = {
    study: 4,
    name: hostile,
    vary: 'photos',
    hold: 'samples',
    measure: 'sample',
    split: 1,
    state: 'interrupted',
    createdAt: at,
    runs: 5,
    points: xs.map((x, index) => ({
      x,
      seed: 1,
      run: index + 1,
      trained: { photos: x, samples: x / 2 },
      photo: share(0.61 + index / 100),
      sample: share(0.71 + index / 100),
      baseline: { photo: share(0.5), sample: share(0.5) },
    })),
    summary: xs.map((x, index) => ({
      x,
      repeats: 1,
      tested: { samples: 8, photos: 40 },
      network: { sample: share(0.71 + index / 100), photo: share(0.61 + index / 100) },
      baseline: { sample: share(0.5), photo: share(0.5) },
    })),
    projection: { photo: projection, sample: projection },
    sentence: `40 photos do as well as 80. ${hostile}`,
    remarks: ['80 photos reach 74 %.'],
    damaged: null,
  };
  const request = studyRequestSchema.parse({ vary: 'photos', recipe: { backbone: 'efficientnet-lite0' } });
  const document = readBack(studyReport(lab, study, request, at));
  expect(textsOf(document, 'h1')).toEqual([study.sentence]);
  expect(textsOf(document, '.warning')[0]).toContain('4 of 5 runs have ended');
  const rows = textsOf(document, 'tbody tr');
  expect(
    rows.filter((text) =>
      text.startsWith('2020 photos of 10 samples5.8 of 8 (67.0–77.0 %)62.0 % (57.0–67.0)4 of 8'),
    ),
  ).toHaveLength(1);
  expect(rows.filter((text) => text.includes('5.8 of 8 (67.0–77.0 %)62.0 % (57.0–67.0)'))).toHaveLength(2);
  expect(textsOf(document, 'p')).toContain('80 photos reach 74 %.');
  expect(textsOf(document, 'figure svg').join()).toContain('320');
  lab.close();
});
