import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPredictions } from '#host/training/predictions-file.ts';
import { createHost } from '#host/server/host.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { chooseThreshold, rejectedOnWish, surenessOf } from '#shared/learning/prediction/sureness.ts';
import { labelledPredictions } from '#shared/learning/prediction/run-predictions.ts';
import { refusal } from '../support/errors.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

test('another precision is asked of a model without training again, is used by bench and command, and can be undone', async () => {
  const lab = await twoClassLab(10, 2);
  await strandlineJson('train', lab, '--epochs', '2', '--views', '1', '--image-size', '64');
  const made = await strandlineJson('trust', lab, '1');
  expect(made).toMatchObject({ model: 1, target: 0.95 });
  const chosen = await strandlineJson('trust', lab, '1', '--target', '0.8');
  expect((await strandline('trust', lab, '1', '--target', '0.2')).code).not.toBe(0);

  const { temperature, threshold } = chosen as { temperature: number; threshold: number };
  const { photos } = readPredictions(join(lab, 'runs/1'));
  const [file = ''] = readdirSync(join(lab, 'models'));
  const { sureness } = readModelInfo(join(lab, 'models', file));
  const answers = labelledPredictions(photos, { side: 'val', by: 'photo', temperature }).map((one) => ({
    sample: one.sample,
    sureness: surenessOf(one, sureness),
    right: one.predicted === one.truth,
  }));
  expect(threshold).toBe(chooseThreshold(answers, 0.8, rejectedOnWish));

  const host = createHost();
  const { handlers } = host;
  onTestFinished(() => host.close());
  await handlers.lab.open({ directory: lab });
  const opened = async () => (await handlers.bench.open({ model: 1 })).calibration.threshold;
  expect(await opened()).toBe(threshold);
  expect(await handlers.edits.undo(undefined)).toEqual({ kind: 'trust-model', things: 1 });
  expect(await handlers.trust.get({ model: 1 })).toEqual(made);
  expect(await opened()).toBe((made as { threshold: number }).threshold);
  await handlers.edits.redo(undefined);
  expect(await opened()).toBe(threshold);
  await refusal('not-found', async () => handlers.trust.setTarget({ model: 9, target: 0.9 }));
});
