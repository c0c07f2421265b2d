import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { openClassifier, readingOf } from '#host/inference/classifier.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { runTraining } from '#host/training/trainer.ts';
import { verdictFrom } from '#shared/learning/prediction/verdict.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

test('one photo, one answer: test evaluation, classified files, live frames and kept photos agree to 1e-5', async () => {
  const plan = await tinyPlan();
  await runTraining(plan, quietHooks());
  const classifier = await openClassifier(plan.modelFile);
  onTestFinished(() => classifier.close());
  const reading = readingOf(classifier.info);
  const judged = readPredictions(plan.runDir).photos.filter(({ side }) => side === 'test');
  expect(judged.length).toBeGreaterThan(3);
  for (const { photo, logits } of judged) {
    const path = plan.items.find((item) => item.photo === photo)?.path ?? '';
    const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const [ofFile] = await classifier.classify([path], { together: false });
    const ofFrame = verdictFrom(
      await classifier.look({ data, width: info.width, height: info.height }),
      reading,
    );
    const ofKept = verdictFrom(await classifier.fuse([await sharp(path).png().toBuffer()]), reading);
    const evaluated = verdictFrom({ logits, distance: ofFile?.distance ?? null }, reading);
    for (const other of [ofFile, ofFrame, ofKept]) {
      expect(other?.verdict).toBe(evaluated.verdict);
      expect(Math.abs((other?.distance ?? NaN) - (evaluated.distance ?? 0))).toBeLessThan(1e-5);
      for (const name of reading.classes)
        expect(
          Math.abs((other?.probabilities[name] ?? NaN) - (evaluated.probabilities[name] ?? 0)),
        ).toBeLessThan(1e-5);
    }
  }
});
