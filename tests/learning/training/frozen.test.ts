import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { readBackbone } from '#host/training/backbones/registry.ts';
import { type FeatureRequest, computeFeatures } from '#host/training/features/features.ts';
import { chooseHead } from '#host/training/features/choose-head.ts';
import { trainHead } from '#host/training/features/train-head.ts';
import { headLogits, headOf } from '#host/onnx/head.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { readModel } from '#host/onnx/model-io.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { runTraining } from '#host/training/trainer.ts';
import { ViewMaker } from '#host/training/views/view-maker.ts';
import { StrandlineError } from '#shared/errors.ts';
import { leftOpen, mostViews, plainestSetting, settled } from '#shared/learning/head-setting.ts';
import { evaluate, softmax } from '#shared/learning/figures/metrics.ts';
import type { EpochRecord, Side, TrainingItem, TrainingPlan } from '#shared/learning/plan.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import { augmentationOf } from '#shared/learning/recipe.ts';
import { classify } from '../../support/classify.ts';
import { refusal } from '../../support/errors.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

/** What a run asks of the feature cache. */
function requestOf({ backboneFile, cacheDir, recipe }: TrainingPlan): FeatureRequest {
  const { sha256, normalisation } = readBackbone(backboneFile);
  return {
    backbone: { file: backboneFile, sha256 },
    source: new ViewMaker(
      {
        preprocessing: preprocessingFor(recipe.imageSize, normalisation),
        augmentation: augmentationOf(recipe),
      },
      0,
    ),
    viewsOf: ({ side }) => (side === 'train' ? mostViews(recipe) : 1),
    cacheDir,
  };
}

const without = (plan: TrainingPlan, side: Side): TrainingPlan => ({
  ...plan,
  items: plan.items.map((item) => (item.side === side ? { ...item, side: 'train' } : item)),
});

describe('a frozen run', () => {
  test('keeps what it said of every photo that it was not trained on', async () => {
    const plan = await tinyPlan();
    const { test: figures } = await runTraining(plan, quietHooks());
    const { classes, photos } = readPredictions(plan.runDir);
    expect(classes).toEqual(plan.classes);
    expect(photos.map(({ hash }) => hash).sort()).toEqual(
      plan.items
        .filter(({ side }) => side !== 'train')
        .map(({ hash }) => hash)
        .sort(),
    );
    expect(evaluate(predictionsOn(photos, 'test'), classes.length, plan.recipe.seed)).toEqual(figures);
    writeFileSync(join(plan.runDir, 'predictions.json'), '{"classes":[]');
    await refusal('corrupt-file', () => readPredictions(plan.runDir));
    await refusal('not-found', () => readPredictions(join(plan.runDir, 'none')));
  });

  test('learns, tells every epoch, keeps the best by validation, and writes its logs', async () => {
    const plan = await tinyPlan();
    const seen: EpochRecord[] = [];
    const values: number[] = [];
    const result = await runTraining(
      plan,
      quietHooks({
        onEpoch: (record) => seen.push(record),
        onProgress: ({ value }) => values.push(value ?? NaN),
      }),
    );
    expect(result.epochs).toEqual(seen);
    expect(seen.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(result.test?.sample.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(result.test?.photo.n).toBe(plan.items.filter(({ side }) => side === 'test').length);
    const best = seen.reduce((a, b) => {
      const [atA, atB] = [a.val ?? { acc: 0, loss: 0 }, b.val ?? { acc: 0, loss: 0 }];
      return atB.acc > atA.acc || (atB.acc === atA.acc && atB.loss < atA.loss) ? b : a;
    });
    expect(result.best).toEqual({ epoch: best.epoch, valAcc: best.val?.acc });
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(-1)).toBe(1);

    const text = readFileSync(join(plan.runDir, 'log.txt'), 'utf8');
    expect(text).toMatch(
      /^Epoch 1\/8\n-{10}\ntrain Loss: \d\.\d{4} Acc: \d\.\d{4}\nval Loss: .*\ntest Loss: /,
    );
    expect(text).toMatch(/Training complete in 0m \d+s\nBest val Acc: \d\.\d{4}\n$/);
    const lines = readFileSync(join(plan.runDir, 'log.jsonl'), 'utf8').trim().split('\n');
    expect(lines.slice(1, -1).map((line) => JSON.parse(line) as unknown)).toEqual(seen);
  });

  test('is the same twice: epochs, figures and weights', async () => {
    const [first, second] = [await tinyPlan(), await tinyPlan()];
    const results = [await runTraining(first, quietHooks()), await runTraining(second, quietHooks())];
    const timeless = results.map(({ epochs, best, test: figures, temperature, threshold }) => ({
      epochs,
      best,
      figures,
      temperature,
      threshold,
    }));
    expect(timeless[1]).toEqual(timeless[0]);
    expect(readModelInfo(second.modelFile)).toEqual({
      ...readModelInfo(first.modelFile),
      createdAt: readModelInfo(second.modelFile).createdAt,
    });
    const other = await runTraining({ ...first, recipe: { ...first.recipe, seed: 2 } }, quietHooks());
    expect(other.epochs).not.toEqual(results[0]?.epochs);
  });

  test('says of a photo what the bench says of it: one preprocessing, one network', async () => {
    const plan = await tinyPlan();
    const result = await runTraining(plan, quietHooks());
    const onTest = plan.items.filter(({ side }) => side === 'test');
    const { features, computed } = await computeFeatures(onTest, requestOf(plan), quietHooks());
    expect(computed).toBe(0);
    const head = headOf(readModel(plan.modelFile));
    const predictor = await openPredictor(plan.modelFile);
    const verdicts = await classify(
      predictor,
      onTest.map(({ path }) => path),
      { together: false },
    );
    await predictor.close();
    const names = plan.classes.map(({ name }) => name);
    verdicts.forEach(({ probabilities }, index) => {
      const trained = softmax(
        headLogits(head, features[index]?.[0] ?? new Float32Array()),
        result.temperature,
      );
      names.forEach((name, c) => expect(probabilities[name]).toBeCloseTo(trained[c] ?? NaN, 5));
    });
    const counted = names.map((_, truth) =>
      names.map(
        (name) =>
          verdicts.filter((verdict, index) => onTest[index]?.classIndex === truth && verdict.class === name)
            .length,
      ),
    );
    expect(counted).toEqual(result.test?.photo.confusion);
  });

  test.each([
    ['AdamW', { optimiser: 'adamw' }],
    ['Nesterov momentum', { nesterov: true }],
    ['label smoothing', { labelSmoothing: 0.1 }],
  ] as const)('takes %s, and a cosine', async (_title, recipe) => {
    const plain = await runTraining(await tinyPlan({ schedule: 'cosine' }), quietHooks());
    const changed = await runTraining(await tinyPlan({ schedule: 'cosine', ...recipe }), quietHooks());
    expect(changed.test?.sample.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(changed.epochs.map(({ lr }) => lr)).toEqual(plain.epochs.map(({ lr }) => lr));
    expect(changed.epochs.map(({ train }) => train.loss)).not.toEqual(
      plain.epochs.map(({ train }) => train.loss),
    );
  });

  test('stops between two photos when it is cancelled, and leaves no model', async () => {
    const plan = await tinyPlan();
    const controller = new AbortController();
    const error = await refusal('cancelled', () =>
      runTraining(
        plan,
        quietHooks({
          signal: controller.signal,
          onProgress: ({ done }) => {
            if (done === 5) controller.abort(new StrandlineError('cancelled', 'Enough.'));
          },
        }),
      ),
    );
    expect(error.message).toBe('Enough.');
    expect(existsSync(plan.modelFile)).toBe(false);
    // What was looked at is kept.
    const { computed } = await computeFeatures(plan.items, requestOf(plan), quietHooks());
    expect(computed).toBe(plan.items.length - 5);
  });
});

describe('a recipe that leaves its setting open', () => {
  const open = { views: 'auto', weightDecay: 'auto' } as const;

  test('is settled by the validation samples, the same twice, and says how close it was', async () => {
    const plan = await tinyPlan(open);
    const [seen, values]: [EpochRecord[], number[]] = [[], []];
    const result = await runTraining(
      plan,
      quietHooks({
        onEpoch: (record) => seen.push(record),
        onProgress: ({ value }) => values.push(value ?? NaN),
      }),
    );
    const { chosen } = result;
    const validation = new Set(plan.items.filter(({ side }) => side === 'val').map(({ sample }) => sample));
    expect(chosen?.samples).toBe(validation.size);
    // Every weight decay with the fewest views, then more views with the one that was chosen.
    const { views, weightDecays } = leftOpen(plan.recipe);
    expect(chosen?.tried.map((one) => one.views)).toEqual([
      ...weightDecays.map(() => views[0]),
      ...views.slice(1),
    ]);
    expect(chosen?.tried.slice(0, weightDecays.length).map(({ weightDecay }) => weightDecay)).toEqual(
      weightDecays,
    );
    expect(chosen?.tried.some((one) => one.views === chosen.taken.views)).toBe(true);
    expect(result.epochs).toEqual(seen);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(readModelInfo(plan.modelFile).recipe).toEqual({ ...plan.recipe, ...chosen?.taken });
    expect(readFileSync(join(plan.runDir, 'log.txt'), 'utf8').match(/^Epoch /gm)).toHaveLength(8);
    // Whoever names what was chosen gets the same head.
    const named = await runTraining(await tinyPlan({ ...open, ...chosen?.taken }), quietHooks());
    expect(named.epochs).toEqual(result.epochs);
    expect(named.chosen).toBeUndefined();
    expect((await runTraining(await tinyPlan(open), quietHooks())).chosen).toEqual(chosen);
  });

  test('asks samples, not photos', async () => {
    // One validation sample of forty photos against five of one photo each: what the forty want is outvoted.
    const { recipe } = await tinyPlan(open);
    const photosOf = (side: Side, sample: number, classIndex: number, photos: number): TrainingItem[] =>
      Array.from({ length: photos }, (_, photo) => ({
        ...{ hash: `${sample}/${photo}`, path: '', rotation: 0 as const, sample, classIndex, side },
      }));
    const items = [
      ...photosOf('train', 1, 0, 4),
      ...photosOf('train', 2, 1, 4),
      ...photosOf('val', 3, 0, 40),
      ...Array.from({ length: 8 }, (_, index) => photosOf('val', 4 + index, index % 2, 1)).flat(),
    ];
    // The plain views tell the classes apart; the others tell them the wrong way round, as the forty photos have it.
    const features = items.map(({ classIndex, side, sample }) => {
      const vector = (sign: number): Float32Array => Float32Array.of(sign * (classIndex === 0 ? 1 : -1), 1);
      const views = side === 'train' ? [1, -1, -1, -1] : [sample === 3 ? -1 : 1];
      return views.map(vector);
    });
    const { chosen } = await chooseHead(
      items,
      features,
      2,
      { ...recipe, weightDecay: 0.01 },
      { signal: quietHooks().signal, onEpoch: () => undefined },
    );
    expect(chosen?.samples).toBe(9);
    expect(chosen?.taken.views).toBe(1);
    expect(chosen?.tried[0]?.accuracy).toBeCloseTo(8 / 9);
  });

  test('takes the plainest where there is no validation side, and says so', async () => {
    const plan = without(await tinyPlan(open), 'val');
    const { chosen } = await runTraining(plan, quietHooks());
    expect(chosen).toEqual({ taken: plainestSetting(plan.recipe), samples: 0, tried: [] });
  });

  test('is refused where all layers are trained', async () => {
    const plan = await tinyPlan({ ...open, strategy: 'fine-tune' });
    const error = await refusal('unsupported', () => runTraining(plan, quietHooks()));
    expect(error.message).toContain('weight decay');
  });
});

describe('a plan that lacks something', () => {
  test('no validation side: the last epoch is kept, and training samples alone say what is known', async () => {
    const result = await runTraining(without(await tinyPlan(), 'val'), quietHooks());
    expect(result.best).toEqual({ epoch: 8, valAcc: null });
    expect(result).toMatchObject({ temperature: 1, sureness: { basis: 'cross-validation' } });
    expect(result.threshold).toBeGreaterThanOrEqual(0.05);
    expect(result.threshold).toBeLessThanOrEqual(0.95);
    expect(result.epochs.every(({ val }) => val === undefined)).toBe(true);
  });

  test('no test side: no test figures', async () => {
    const plan = without(await tinyPlan(), 'test');
    const result = await runTraining(plan, quietHooks());
    expect(result.test).toBeUndefined();
    expect(readModelInfo(plan.modelFile).test).toBeUndefined();
  });

  test('a class that testing lacks does not drag macro F1 down', async () => {
    const plan = await tinyPlan();
    const items = plan.items.filter(({ side, classIndex }) => side !== 'test' || classIndex === 0);
    const { test: figures } = await runTraining({ ...plan, items }, quietHooks());
    expect(figures?.photo.confusion[1]).toEqual([0, 0]);
    expect(figures?.photo.macroF1).toBeGreaterThan(0.8);
  });

  test('a class that training lacks is a class that is never seen, not a crash', async () => {
    const plan = await tinyPlan({ classWeights: true });
    const classes = [...plan.classes, { id: 99, name: 'never' }];
    const result = await runTraining({ ...plan, classes }, quietHooks());
    expect(result.test?.photo.confusion.map((row) => row[2])).toEqual([0, 0, 0]);
  });

  test('no photos, no training photos, one class: refused before anything is written', async () => {
    const plan = await tinyPlan();
    const oneClass = plan.items.filter(({ side, classIndex }) => side !== 'train' || classIndex === 0);
    for (const items of [[], plan.items.filter(({ side }) => side !== 'train'), oneClass]) {
      await refusal('not-enough-data', () => runTraining({ ...plan, items }, quietHooks()));
    }
    expect(existsSync(plan.runDir)).toBe(false);
  });

  test('a photo that has gone or is damaged is named', async () => {
    const plan = await tinyPlan();
    const [first, ...rest] = plan.items;
    if (first === undefined) throw new Error('no items');
    const gone = { ...first, path: `${first.path}.gone` };
    const missing = await refusal('photo-unreadable', () =>
      runTraining({ ...plan, items: [gone, ...rest] }, quietHooks()),
    );
    expect(missing.message).toContain(gone.path);
    writeFileSync(first.path, 'no longer a photo');
    const damaged = await refusal('photo-unreadable', () => runTraining(plan, quietHooks()));
    expect(damaged.message).toContain(first.path);
  });
});

test('what cannot be trained is refused before anything is computed', async () => {
  const plan = await tinyPlan();
  const attempt = (recipe: Partial<TrainingPlan['recipe']>) => () =>
    runTraining({ ...plan, recipe: { ...plan.recipe, ...recipe } }, quietHooks());
  expect((await refusal('unsupported', attempt({ engine: 'tfjs' }))).message).toContain('built-in engine');
  for (const device of ['webgpu', 'cuda', 'dml'] as const)
    expect((await refusal('unsupported', attempt({ device }))).message).toContain('on the processor');
  expect(existsSync(plan.runDir)).toBe(false);
});

test('a learning rate that blows up is an answer', async () => {
  const plan = await tinyPlan({ lr: 1e30, epochs: 40 });
  const error = await refusal('diverged', () => runTraining(plan, quietHooks()));
  expect(error.message).toMatch(/diverged in epoch \d+/);
});

describe('a run has diverged, and leaves no model,', () => {
  test.each(['val', 'test'] as const)('whose %s side alone has no loss', async (side) => {
    const { items: photos, recipe } = await tinyPlan({ lr: 1e30, epochs: 1 });
    const items = photos.filter((item) => item.side === 'train' || item.side === side);
    const features = items.map(({ classIndex }) => [new Float32Array(8).fill(classIndex)]);
    // The second step has no loss any more; its weight decay leaves the range of numbers behind the last batch.
    const batchSize = items.filter((item) => item.side === 'train').length / 2;
    const epochs: EpochRecord[] = [];
    const error = await refusal('diverged', () =>
      trainHead(
        items,
        features,
        2,
        { ...settled(recipe), batchSize },
        {
          ...quietHooks(),
          onEpoch: (record) => epochs.push(record),
        },
      ),
    );
    expect(error.message).toMatch(/diverged in epoch 1/);
    expect(epochs).toEqual([]);
  });

  test('whose weights are too large for features as they are', async () => {
    const plan = await tinyPlan({ lr: 3e38, epochs: 1, batchSize: 512 });
    await refusal('diverged', () => runTraining(plan, quietHooks()));
    expect(existsSync(plan.modelFile)).toBe(false);
  });
});

describe('the feature cache', () => {
  const lookAt = (plan: TrainingPlan, change: Partial<FeatureRequest> = {}) =>
    computeFeatures(plan.items, { ...requestOf(plan), ...change }, quietHooks());

  test('gives to the bit what was computed, and computes only what it lacks', async () => {
    const plan = await tinyPlan();
    const fresh = await lookAt(plan);
    expect(fresh.computed).toBe(plan.items.length);
    const again = await lookAt(plan);
    expect(again).toEqual({ features: fresh.features, computed: 0 });
    const training = plan.items.filter(({ side }) => side === 'train').length;
    const more = await lookAt(plan, { viewsOf: ({ side }) => (side === 'train' ? 3 : 1) });
    expect(more.computed).toBe(training);
    expect(more.features.map((views) => views.slice(0, 2))).toEqual(fresh.features);
    expect((await lookAt(plan, { backbone: { file: plan.backboneFile, sha256: 'b' } })).computed).toBe(
      plan.items.length,
    );
    const turned = plan.items.map((item) => ({ ...item, rotation: 90 as const }));
    expect((await lookAt({ ...plan, items: turned })).computed).toBe(plan.items.length);
  });

  test('that is damaged is thrown away and made again', async () => {
    const plan = await tinyPlan();
    const { features } = await lookAt(plan);
    const file = join(plan.cacheDir, 'features.sqlite3');
    expect(readdirSync(plan.cacheDir)).toContain('features.sqlite3');
    const bytes = readFileSync(file);
    // The header and the schema stay readable; the table's pages do not.
    bytes.fill(0xa5, 4096);
    for (const content of [
      bytes,
      Buffer.from('not a database, and longer than its header would be '.repeat(9)),
    ]) {
      writeFileSync(file, content);
      expect(await lookAt(plan)).toEqual({ features, computed: plan.items.length });
    }
  });
});
