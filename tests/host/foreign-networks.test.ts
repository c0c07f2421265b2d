import { copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { listModels } from '#host/catalogue/queries/learning/models.ts';
import { inspectModelFile, importModel } from '#host/models/import-model.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModelLike, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { addBackbone } from '#host/training/backbones/add-backbone.ts';
import {
  findBackbone,
  isDamaged,
  listBackbones,
  storedBackbones,
  userBackbonesFolder,
} from '#host/training/backbones/registry.ts';
import { readPth } from '#host/training/weights/pth.ts';
import { readSafetensors } from '#host/training/weights/safetensors.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { refusal } from '../support/errors.ts';
import {
  networkWith,
  overlappingArchive,
  overlappingTensors,
  withEndlessLoop,
  withOnes,
} from '../support/hostile-files.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { writePth } from '../support/pickled.ts';
import { writeTinyBackbone } from '../support/tiny-backbone.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

const plain = networkWith((_graph, features) => features);
const hungry = networkWith((graph, features) => withOnes(graph, features, 7));
const classes = [
  { id: 1, name: 'bright' },
  { id: 2, name: 'dark' },
];

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

function written(name: string, content: ModelProto | Uint8Array | string): string {
  const file = join(folder, name);
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
  else writeModel(file, content);
  return file;
}

describe('a file that somebody wants for a backbone', () => {
  test.each([
    [
      'needs 7 GB',
      hungry,
      'bad-argument',
      /does not work as a backbone: it needs more than [\d,]+ MiB of memory/,
    ],
    ['never ends', withEndlessLoop(plain), 'not-a-model', /loops or branches/],
    ['is no network', 'a shopping list', 'not-a-model', /is not an ONNX model/],
  ] as const)(
    'and %s is refused, and the good one of its name stays',
    async (_what, content, code, words) => {
      const good = await addBackbone(written('beach.onnx', plain));
      expect((await refusal(code, () => addBackbone(written('beach.onnx', content)))).message).toMatch(words);
      expect(findBackbone('beach').sha256).toBe(good.sha256);
      expect(readdirSync(userBackbonesFolder())).toEqual(['beach.onnx']);
    },
  );

  test('takes the place of the one of its name once it has worked', async () => {
    const before = await addBackbone(written('beach.onnx', plain));
    const other = networkWith((graph, features) => graph.node('Relu', [features]));
    const after = await addBackbone(written('beach.onnx', other));
    expect(after.sha256).not.toBe(before.sha256);
    expect(listBackbones().map(({ name }) => name)).toEqual([embeddedBackbone, 'beach']);
  });

  test('hides no other, whatever it says that it is called', async () => {
    const called = (name: string): ModelProto => {
      const model = readModel(writeTinyBackbone(join(folder, 'tiny.onnx')));
      const metadata = metadataOf(model)['strandline.backbone'] ?? '';
      return makeModelLike(model, graphOf(model), {
        'strandline.backbone': metadata.replace('"tiny"', JSON.stringify(name)),
      });
    };
    await addBackbone(written('beach.onnx', plain));
    for (const name of [embeddedBackbone, embeddedBackbone.toUpperCase(), '../../evil', 'CON', 'x/y', ''])
      await refusal('bad-argument', () => addBackbone(written('aaa.onnx', called(name))));
    expect(listBackbones().map(({ name }) => name)).toEqual([embeddedBackbone, 'beach']);
    // One that is called like another takes its place, as it would from a file of that name.
    await addBackbone(written('aaa.onnx', called('beach')));
    expect(listBackbones().map(({ name, source }) => `${name}: ${source}`)).toEqual([
      expect.stringContaining(embeddedBackbone),
      'beach: drawn from a seed',
    ]);
    expect(existsSync(join(userBackbonesFolder(), '../../evil.onnx'))).toBe(false);
  });
});

test('a torn file among the backbones is listed as damaged, and keeps no other from being used', async () => {
  await addBackbone(written('beach.onnx', plain));
  const torn = join(userBackbonesFolder(), 'torn.onnx');
  copyFileSync(findBackbone('beach').file, torn);
  truncateSync(torn, 300);
  writeFileSync(join(userBackbonesFolder(), 'empty.onnx'), '');
  const damaged = storedBackbones().filter(isDamaged);
  expect(damaged.map(({ name }) => name)).toEqual(['empty.onnx', 'torn.onnx']);
  for (const one of damaged) expect(one.damaged).toMatch(/^Damaged: .*Add it again/);
  expect(listBackbones().map(({ name }) => name)).toEqual([embeddedBackbone, 'beach']);
  expect((await refusal('not-a-model', () => findBackbone('torn'))).message).toContain('Damaged');
  // What is added anew is whole again.
  await addBackbone(written('torn.onnx', plain));
  expect(findBackbone('torn').featureSize).toBe(8);
});

describe('weights', () => {
  test('of tensors that lie over one another are refused', async () => {
    expect(() => readSafetensors(overlappingTensors(100))).toThrow("are another tensor's too");
    const error = await refusal('not-a-model', () =>
      addBackbone(written('many.safetensors', overlappingTensors(60_000))),
    );
    expect(error.message).toContain("another tensor's too");
  });

  test('of many tensors of the same numbers are refused; layers may share them', () => {
    const storages = { '0': new Float32Array(16_384).fill(1), '1': new Float32Array(4) };
    const file = (count: number): Uint8Array =>
      writePth(
        Object.fromEntries(
          Array.from({ length: count }, (_, n) => [`t${n}`, { storage: '0', dims: [128, 128] }]),
        ),
        storages,
      );
    expect(readPth(file(4)).get('t3')?.data).toEqual(storages['0']);
    expect(() => readPth(file(1000))).toThrow('share their numbers too often');
  });

  test('in an archive whose files lie over one another are refused', () => {
    expect(() => readPth(overlappingArchive(new Uint8Array(10)))).toThrow('lie over one another');
  });
});

describe('a model from elsewhere', () => {
  const changed = (change: (model: ModelProto) => ModelProto): string => {
    const model = readModel(writeTinyModel(classes, {}, folder));
    return written('changed.onnx', change(model));
  };
  const needing = (gigabytes: number): string =>
    changed((model) => {
      const graph = graphOf(model);
      const logits = graph.node.find(({ output }) => output.includes('logits'));
      if (logits === undefined) throw new Error('it has no logits');
      Object.assign(logits, { name: 'before', output: ['before'] });
      const more = GraphBuilder.from(graph);
      more.node('Identity', [withOnes(more, 'before', gigabytes)], {}, 'logits');
      return makeModelLike(model, more.build(graph.name), metadataOf(model));
    });

  test('that needs 7 GB is refused, though what it says of itself can be read', async () => {
    const lab = temporaryLab();
    const file = needing(7);
    expect(await inspectModelFile(lab, file)).toMatchObject({ backbone: 'tiny' });
    const { message } = await refusal('not-a-model', () => importModel(lab, { file }));
    expect(message).toMatch(/cannot be used: it needs more than [\d,]+ MiB of memory/);
    expect(listModels(lab.db)).toEqual([]);
    expect(readdirSync(lab.paths.models)).toEqual([]);
    // The same with less of it is a model.
    expect(await importModel(lab, { file: needing(0.001) })).toBe(1);
  });

  test('that never ends is refused before it is run', async () => {
    const file = changed(withEndlessLoop);
    const lab = temporaryLab();
    for (const work of [() => inspectModelFile(lab, file), () => importModel(lab, { file })])
      expect((await refusal('not-a-model', work)).message).toContain('loops or branches');
  });

  test('is kept byte for byte as it was tried', async () => {
    const lab = temporaryLab();
    const file = writeTinyModel(classes, {}, folder);
    await importModel(lab, { file });
    const [kept = ''] = readdirSync(lab.paths.models);
    expect(readFileSync(join(lab.paths.models, kept)).equals(readFileSync(file))).toBe(true);
  });
});
