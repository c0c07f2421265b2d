import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { RunRow, TrainRequest } from '#shared/contract/topics/learning.ts';
import type { SplitResult } from '#shared/domain/split.ts';
import { everything } from '#shared/learning/split/selection.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { TryController } from '../../../../../src/renderer/train/try/try-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const sides = (train: number): Pick<SplitResult, 'train' | 'val' | 'test'> => ({
  train: { samples: train, photos: train },
  val: { samples: 0, photos: 0 },
  test: { samples: 0, photos: 0 },
});

function split(id: number, photos: number): SplitResult {
  return {
    split: id,
    seed: 1,
    ...sides(2 * photos),
    classes: [
      { id: 1, name: 'film', ...sides(photos) },
      { id: 2, name: 'shell', ...sides(photos) },
    ],
    selection: everything,
    createdAt: '2026-08-02T10:00:00Z',
    warnings: [],
    nearDuplicates: [],
  };
}

/** A lab with so many labelled samples of two classes, of a photo each. @param model of the trial, once it has learnt. */
function trying(
  samples: readonly [number, number],
  { latest = null, model = null }: { latest?: SplitResult | null; model?: number | null } = {},
): { trial: TryController; started: TrainRequest[]; notices: WindowCore['notices'] } {
  const started: TrainRequest[] = [];
  const transport = createFakeTransport({
    splits: {
      labs: () => [],
      count: () => ({
        classes: ['film', 'shell'].map((name, at) => {
          const count = samples[at] ?? 0;
          return { id: at + 1, name, samples: count, photos: count };
        }),
        unlabelled: 0,
        withoutPhotos: 0,
      }),
      latest: () => latest,
      create: () => split(9, 5),
    },
    runs: {
      start: (args) => {
        started.push(args);
        return { job: 3, run: 7 };
      },
    },
    catalogue: { fileThumbnail: () => null },
    bench: {
      classify: ({ files }) => ({
        skipped: files[0] === '/broken.jpg' ? [{ file: '/broken.jpg', reason: 'the file is empty' }] : [],
        verdicts: files
          .filter((file) => file !== '/broken.jpg')
          .map((file) => ({
            ...{ id: 1, files: [file], outcome: 'class' as const, class: 'film', confidence: 0.9 },
            ...{ sureness: 0.8, probabilities: { film: 0.9 }, distance: null, model: 'm' },
          })),
      }),
    },
  });
  const core = new WindowCore(createClient(contract, transport), {
    media: {} as never,
    storage: {} as never,
  });
  return {
    trial: new TryController(core, { runs: [{ id: 7, model } as RunRow] }),
    started,
    notices: core.notices,
  };
}

describe('TryController', () => {
  it.each([
    { samples: [0, 0], so: 'film: 0 samples, shell: 0 samples' },
    { samples: [5, 1], so: 'film: 5 samples, shell: 1 sample' },
  ] as const)('says what is missing where there is too little to learn: $so', async ({ samples, so }) => {
    const { trial, started } = trying(samples);
    await trial.start();
    expect([started, trial.obstacle]).toEqual([[], expect.stringContaining(so)]);
  });

  it('learns by a quick run that is called a trial, on a split that holds all that is labelled', async () => {
    const old = trying([5, 5], { latest: split(4, 3) });
    await old.trial.start();
    expect(old.started).toMatchObject([
      { strategy: 'frozen', views: 1, split: 9, name: 'Trial on 10 photos', when: 'now' },
    ]);
    expect(old.trial.learnt).toEqual({ samples: 10, photos: 10 });
    const whole = trying([5, 5], { latest: split(4, 5) });
    await whole.trial.start();
    expect(whole.started).toMatchObject([{ split: 4 }]);
  });

  it('answers about a photo once it has learnt, and says why where it cannot be read', async () => {
    const early = trying([5, 5]);
    await early.trial.start();
    await early.trial.look('/a.jpg');
    expect([early.trial.verdict, early.notices.list.at(-1)?.message]).toEqual([
      undefined,
      expect.stringContaining('still learning'),
    ]);
    const { trial, notices } = trying([5, 5], { model: 2 });
    await trial.start();
    await trial.look('/a.jpg');
    expect([trial.file, trial.verdict?.class]).toEqual(['/a.jpg', 'film']);
    await trial.look('/broken.jpg');
    expect([trial.verdict, notices.list.at(-1)?.message]).toEqual([
      undefined,
      'The photo could not be read: the file is empty.',
    ]);
    trial.reset();
    expect([trial.file, trial.run]).toEqual([undefined, undefined]);
  });
});
