import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { type ModelInfo, readModelInfo, writeModelFile } from '#host/inference/model-file.ts';
import { type LinearHead, withHead } from '#host/onnx/head.ts';
import { makeModel, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { softmax } from '#shared/learning/figures/metrics.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { fileVerdictSchema } from '#shared/learning/prediction/verdict.ts';
import { classify } from '../../support/classify.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { photoFixture } from '../../support/photo-fixtures.ts';
import { randomPhoto } from '../../support/photos.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

const head: LinearHead = {
  classes: 2,
  featureSize: 8,
  weight: Float32Array.from({ length: 16 }, (_, at) => (at % 5) / 4 - 0.5),
  bias: Float32Array.of(0.25, -0.5),
};
const info: Omit<ModelInfo, 'format'> = {
  classes: [
    { id: 5, name: 'plastic' },
    { id: 2, name: 'Muschel äöü' },
  ],
  preprocessing: { range: 'bit-depth', imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  temperature: 1.7,
  threshold: 0.6,
  recipe: settled(defaultRecipe('frozen', 'tiny')),
  split: 3,
  backbone: { name: 'tiny', sha256: 'ab' },
  softwareVersion: '1.2.3',
  createdAt: '2026-01-02T03:04:05.000Z',
};

function written(change: Partial<ModelInfo> = {}): { file: string; directory: string } {
  const directory = temporaryFolder();
  const file = join(directory, 'model.onnx');
  writeModelFile(file, withHead(readModel(writeTinyBackbone(join(directory, 'tiny.onnx'))), head), {
    ...info,
    ...change,
  });
  return { file, directory };
}

test('a model file says what was written into it', () => {
  expect(readModelInfo(written().file)).toEqual({ format: 1, ...info });
});

test('a model of before the range rule is read, and predicts by the rule that it learnt by', async () => {
  const { imageSize, mean, std } = info.preprocessing;
  // Such a file has no word of a range.
  const preprocessing = { imageSize, mean, std } as ModelInfo['preprocessing'];
  const { file, directory } = written({ preprocessing });
  expect(readModelInfo(file).preprocessing).toEqual({ range: 'high-byte', imageSize, mean, std });
  const dark = join(directory, 'dark.tif');
  writeFileSync(dark, photoFixture('bits-12.tif'));
  const picture = async (model: string): Promise<Uint8Array> => {
    const predictor = await openPredictor(model);
    const { picture: seen } = await predictor.explain(dark);
    await predictor.close();
    return seen.data;
  };
  expect(Math.max(...(await picture(file)))).toBeLessThan(16);
  expect(Math.max(...(await picture(written().file)))).toBeGreaterThan(200);
});

test('its network gives logits of its features', async () => {
  const session = await InferenceSession.create(written().file);
  const input = new Tensor(
    Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, at) => Math.sin(at)),
    [2, 3, 32, 32],
  );
  const { logits, features, feature_map: map } = await session.run({ input });
  await session.release();
  expect(map?.dims).toEqual([2, 8, 14, 14]);
  const x = features?.data as Float32Array;
  const byHand = [0, 1].flatMap((row) =>
    [0, 1].map((c) =>
      Array.from({ length: 8 }, (_, f) => (head.weight[8 * c + f] ?? 0) * (x[8 * row + f] ?? 0)).reduce(
        (sum, term) => sum + term,
        head.bias[c] ?? 0,
      ),
    ),
  );
  expect(Array.from(logits?.data as Float32Array)).toEqual(
    byHand.map((value) => expect.closeTo(value, 5) as number),
  );
});

describe('a file that is no model of ours is refused in words', () => {
  const attempt = (file: string) => refusal('not-a-model', () => openPredictor(file));

  test('a text, an empty file, the half of a model', async () => {
    const { file, directory } = written();
    const text = join(directory, 'notes.onnx');
    writeFileSync(text, 'These are my notes.\n');
    expect((await attempt(text)).message).toContain(text);
    writeFileSync(text, '');
    await attempt(text);
    truncateSync(file, Math.floor(readFileSync(file).length / 2));
    expect((await attempt(file)).message).toContain(file);
  });

  test('somebody else’s network', async () => {
    const { directory } = written();
    expect((await attempt(join(directory, 'tiny.onnx'))).message).toContain(
      'not a model that Strandline wrote',
    );
  });

  const rewritten = (change: (description: Record<string, unknown>) => unknown): string => {
    const { file } = written();
    const model = readModel(file);
    const [[key, value] = ['', '{}']] = Object.entries(metadataOf(model));
    if (model.graph === undefined) throw new Error('no graph');
    const description = JSON.stringify(change(JSON.parse(value) as Record<string, unknown>));
    writeModel(file, makeModel(model.graph, { [key]: description }));
    return file;
  };

  test('a newer format, a damaged description', async () => {
    const newer = await attempt(rewritten((description) => ({ ...description, format: 2 })));
    expect(newer.message).toContain('newer Strandline');
    const damaged = await attempt(rewritten((description) => ({ ...description, temperature: -1 })));
    expect(damaged.message).toContain('temperature');
  });

  test('a file that is not there', async () => {
    await refusal('not-found', () => openPredictor(join(temporaryFolder(), 'gone.onnx')));
  });
});

describe('the bench', () => {
  const photos = async (directory: string, count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const file = join(directory, `größe ${index}.jpg`);
        writeFileSync(file, await randomPhoto(index));
        return file;
      }),
    );

  test('judges each file by itself, or all as angles of one sample by the mean of their logits', async () => {
    const { file, directory } = written({ threshold: 0 });
    const files = await photos(directory, 3);
    const predictor = await openPredictor(file);
    const each = await classify(predictor, files, { together: false });
    const [all] = await classify(predictor, files, { together: true });
    await predictor.close();
    expect(each.map((verdict) => verdict.files)).toEqual(files.map((one) => [one]));
    // Logits are known up to a constant: the logarithm of the probabilities, times the temperature.
    const mean = info.classes.map(
      ({ name }) =>
        each.reduce((sum, { probabilities }) => sum + Math.log(probabilities[name] ?? 0), 0) / each.length,
    );
    const fused = softmax(mean);
    expect(all?.files).toEqual(files);
    info.classes.forEach(({ name }, c) => expect(all?.probabilities[name]).toBeCloseTo(fused[c] ?? NaN, 6));
    for (const verdict of [...each, all]) fileVerdictSchema.parse({ ...verdict, model: 'm' });
  });

  test('is unsure below the threshold, and says what it would have been', async () => {
    const { file, directory } = written({ threshold: 1 });
    const predictor = await openPredictor(file);
    const [verdict] = await classify(predictor, await photos(directory, 1), { together: false });
    expect(verdict?.outcome).toBe('unsure');
    expect(info.classes.map(({ name }) => name)).toContain(verdict?.class);
    expect(await classify(predictor, [], { together: true })).toEqual([]);
    await predictor.close();
  });

  test('names a file that cannot be read, and why', async () => {
    const { file, directory } = written();
    const predictor = await openPredictor(file);
    const text = join(directory, 'text.jpg');
    writeFileSync(text, 'no photo');
    const damaged = await refusal('photo-unreadable', () => classify(predictor, [text], { together: false }));
    expect(damaged.message).toContain(text);
    const gone = await refusal('photo-unreadable', () =>
      classify(predictor, [`${text}.gone`], { together: false }),
    );
    expect(gone.message).toContain('no such file');
    await predictor.close();
  });
});

test('a model that answers with what is no number is refused, not read', async () => {
  const directory = temporaryFolder();
  const file = join(directory, 'model.onnx');
  const endless = { ...head, weight: head.weight.map(() => Infinity) };
  writeModelFile(file, withHead(readModel(writeTinyBackbone(join(directory, 'tiny.onnx'))), endless), info);
  const photo = join(directory, 'photo.png');
  writeFileSync(photo, await randomPhoto(1));
  const predictor = await openPredictor(file);
  try {
    const error = await refusal('not-a-model', () => predictor.predictFiles([photo]));
    expect(error.message).toContain('diverged');
  } finally {
    await predictor.close();
  }
});
