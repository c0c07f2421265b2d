import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { calibrationOf } from '#host/inference/model-file.ts';
import { openPredictor } from '#host/inference/predictor.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { runTraining } from '#host/training/trainer.ts';
import { verdictOf } from '#shared/learning/prediction/verdict.ts';
import { classify } from '../../support/classify.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

test('one photo, one answer: test evaluation, classified files, live frames and kept photos agree to 1e-5', async () => {
  const plan = await tinyPlan();
  await runTraining(plan, quietHooks());
  const predictor = await openPredictor(plan.modelFile);
  onTestFinished(() => predictor.close());
  const calibration = calibrationOf(predictor.info);
  const tested = readPredictions(plan.runDir).photos.filter(({ side }) => side === 'test');
  expect(tested.length).toBeGreaterThan(3);
  for (const { hash, logits, distance } of tested) {
    const path = plan.items.find((item) => item.hash === hash)?.path ?? '';
    const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const [ofFile] = await classify(predictor, [path], { together: false });
    const ofFrame = verdictOf(
      await predictor.predictPixels({ data, width: info.width, height: info.height }),
      calibration,
    );
    const ofKept = verdictOf(
      await predictor.predictAngles([await sharp(path).png().toBuffer()]),
      calibration,
    );
    const evaluated = verdictOf({ logits, distance: ofFile?.distance ?? null }, calibration);
    // The run sums distances in double precision, the model's graph in single; these photos are so alike that their distances
    // are small differences of large squares (seen: 1.1e-3 of the limit).
    expect(Math.abs((distance ?? NaN) - (evaluated.distance ?? 0))).toBeLessThan(5e-3);
    for (const other of [ofFile, ofFrame, ofKept]) {
      expect(other).toMatchObject({ outcome: evaluated.outcome, class: evaluated.class });
      expect(Math.abs((other?.distance ?? NaN) - (evaluated.distance ?? 0))).toBeLessThan(1e-5);
      for (const name of calibration.classes)
        expect(
          Math.abs((other?.probabilities[name] ?? NaN) - (evaluated.probabilities[name] ?? 0)),
        ).toBeLessThan(1e-5);
    }
  }
});
