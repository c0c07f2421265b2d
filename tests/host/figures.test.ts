import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createHost } from '#host/server/host.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { dispatch } from '#shared/contract/dispatch.ts';
import type { PhotoPrediction } from '#shared/learning/prediction/run-predictions.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

const small = ['--image-size', '64', '--views', '1', '--epochs', '4'];

test('what two runs said of their test photos: figures, the photos behind them, and the difference', async () => {
  const lab = await twoClassLab(12, 2);
  await strandlineJson('train', lab, ...small, '--name', 'one');
  await strandlineJson('train', lab, ...small, '--seed', '5', '--name', 'two');

  const compared = z
    .object({
      samples: z.int(),
      pairs: z.tuple([z.object({ sentence: z.string(), agreement: z.record(z.string(), z.int()) })]),
      recipe: z.array(z.object({ field: z.string(), values: z.array(z.unknown()) })),
    })
    .parse(await strandlineJson('compare', lab, '1', '2'));
  expect(compared.samples).toBeGreaterThan(1);
  expect(Object.values(compared.pairs[0].agreement).reduce((sum, n) => sum + n, 0)).toBe(compared.samples);
  expect(compared.pairs[0].sentence).toContain(`on ${compared.samples} test samples`);
  expect(compared.recipe).toEqual([{ field: 'seed', values: [1, 5] }]);
  expect((await strandline('show', lab, '1')).stdout).toMatch(
    /dark {4}\d samples {2}precision \d+ of \d+ \(/,
  );
  expect(await strandlineJson('show', lab, '1')).toMatchObject({
    result: {
      environment: {
        onnxruntime: expect.stringMatching(/^\d+\.\d+/) as string,
        threads: expect.any(Number) as number,
      },
    },
  });
  expect((await strandline('compare', lab, '1', '9')).stderr).toContain('no run 9');

  const host = createHost();
  const api = createClient(contract, {
    request: (name, args) => dispatch(contract, host.handlers, name, args),
    subscribe: () => () => undefined,
  });
  await api.lab.open({ directory: lab });

  // One photo is predicted wrongly from here on, so that what follows does not hang on how well the two were learned.
  const file = join(lab, 'runs/1/predictions.json');
  const said = z
    .object({
      classes: z.array(z.object({ id: z.int(), name: z.string() })),
      photos: z.array(z.custom<PhotoPrediction>()),
    })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const onTest = said.photos.filter(({ side }) => side === 'test');
  const [wrong] = onTest;
  const photos = said.photos.map((photo) => ({
    ...photo,
    logits:
      photo.sample === wrong?.sample
        ? [0, 0].map((_, index) => (index === photo.truth ? 0 : 4))
        : [0, 0].map((_, index) => (index === photo.truth ? 1 : 0)),
  }));
  writeFileSync(file, JSON.stringify({ ...said, photos }));

  const mistakes = await api.figures.photos({ run: 1, side: 'test', by: 'sample', which: 'mistakes' });
  expect(mistakes.total).toBe(1);
  expect(mistakes.entries[0]).toMatchObject({
    sample: wrong?.sample,
    number: expect.stringMatching(/^(?:S-\d{4}|s\d+)$/) as string,
    photoCount: 2,
    photos: [{ angle: 0 }, { angle: 1 }],
    truth: said.classes[wrong?.truth ?? 0]?.name,
    prediction: { right: false },
  });
  const truth = wrong?.truth ?? 0;
  const cell = { truth, predicted: 1 - truth };
  const byPhoto = await api.figures.photos({
    run: 1,
    side: 'test',
    by: 'photo',
    which: cell,
    offset: 1,
    limit: 1,
  });
  expect(byPhoto).toMatchObject({ total: 2, entries: [{ sample: wrong?.sample, photoCount: 1 }] });

  const { evaluation, perClass } = await api.figures.side({ run: 1, side: 'val', by: 'photo' });
  expect(evaluation?.accuracy).toBe(1);
  expect(perClass.map(({ support }) => support).reduce((sum, n) => sum + n, 0)).toBe(evaluation?.n);
  const curves = await api.figures.curves({ run: 1, side: 'test', by: 'sample', class: 0 });
  expect(curves.positives + curves.negatives).toBe(onTest.length / 2);
  expect(await api.figures.log({ run: 1 })).toMatchObject({
    text: expect.stringMatching(/^Epoch 1\/4\n-{10}\n/) as string,
  });

  // What a person relabels is marked; an undo takes the mark back.
  const asPredicted = said.classes[1 - truth]?.id ?? 0;
  const labelled = async () => {
    const { entries } = await api.figures.photos({ run: 1, side: 'test', by: 'sample', which: cell });
    return entries.map(({ label, relabelled }) => ({ label, relabelled }));
  };
  expect(await labelled()).toEqual([{ label: said.classes[truth]?.name, relabelled: false }]);
  await api.edits.editSamples({ samples: [wrong?.sample ?? 0], set: { class: asPredicted } });
  expect(await labelled()).toEqual([{ label: said.classes[1 - truth]?.name, relabelled: true }]);
  await api.edits.undo();
  expect(await labelled()).toEqual([{ label: said.classes[truth]?.name, relabelled: false }]);

  // Its sample goes to the bin: it stays in the figures, and is said to be gone.
  await api.edits.removeSamples({ samples: [wrong?.sample ?? 0] });
  const gone = await api.figures.photos({ run: 1, side: 'test', by: 'photo', which: 'mistakes' });
  expect(gone.entries[0]).toMatchObject({ number: null, photos: [] });

  const twice = await api.figures.disagreements({ runs: [1, 2], a: 1, b: 2, by: 'sample', cell: 'onlyB' });
  expect(twice.entries.map(({ a, b }) => [a.right, b.right])).toEqual(
    Array.from({ length: twice.total }, () => [false, true]),
  );
  mkdirSync(join(lab, 'runs/7'));
  await expect(api.figures.side({ run: 7, side: 'test', by: 'sample' })).rejects.toMatchObject({
    code: 'not-found',
  });
  await host.close();
});
