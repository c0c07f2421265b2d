import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { classify } from '../../support/classify.ts';
import { describeWithData } from '../../support/data.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { filesBelow, planOver, quietHooks } from '../../support/plans.ts';

const classes = ['plastic', 'not-plastic'] as const;
/** Of what is not plastic, so that both classes have about as many photos; one view each: quick. */
const everyNth = 4;

describeWithData('trashnet-half', 'the embedded backbone on real photos', (directory) => {
  test('tells plastic from other waste clearly better than always saying the commoner class', async () => {
    const photos = filesBelow(directory)
      .filter((path) => path.endsWith('.jpg'))
      .map((path, sample) => ({ path, sample, classIndex: basename(dirname(path)) === 'plastic' ? 0 : 1 }))
      .filter(({ sample, classIndex }) => classIndex === 0 || sample % everyNth === 0);
    const plan = planOver(photos, classes, {
      directory: temporaryFolder(),
      backboneFile: findBackbone('efficientnet-lite0').file,
      recipe: { views: 1 },
    });
    const { test: figures } = await trainInWorker(plan, quietHooks());
    const onTest = plan.items.filter(({ side }) => side === 'test');
    const counts = classes.map((_, index) => onTest.filter(({ classIndex }) => classIndex === index).length);
    expect(figures?.photo.n).toBe(onTest.length);
    // Not by luck: the whole interval lies above.
    expect(figures?.photo.ci95[0]).toBeGreaterThan(Math.max(...counts) / onTest.length);

    const predictor = await openPredictor(plan.modelFile);
    const verdicts = await classify(
      predictor,
      onTest.map(({ path }) => path),
      { together: false },
    );
    await predictor.close();
    const right = verdicts.filter(
      (verdict, index) => verdict.class === classes[onTest[index]?.classIndex ?? 0],
    );
    expect(right.length / onTest.length).toBe(figures?.photo.accuracy);
  });
});
