import type { Piscina } from 'piscina';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import { handFeatureRules, handFeatures } from '../imaging/hand-features.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import { classWeightsOf } from '#host/training/engine/epochs.ts';
import { withFeatureCache } from '#host/training/features/feature-cache.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import type { BaselineTask } from './baseline-worker.ts';

/** Photos that are looked at side by side. */
const prefetch = 4;

/** The bar that a network has to clear: a linear classifier on hand features, trained on the same photos. */
export class Baseline {
  readonly #features: ReadonlyMap<string, Float32Array>;
  readonly #pool: Piscina<BaselineTask, number[]>;

  private constructor(features: ReadonlyMap<string, Float32Array>) {
    this.#features = features;
    this.#pool = threadPool('baseline-worker');
  }

  /**
   * Looks at all photos of a study once; what was looked at before is in the lab's cache.
   *
   * @throws StrandlineError `photo-unreadable` naming the photo; the reason of `signal` once it is aborted.
   */
  static async over(
    items: readonly TrainingItem[],
    cacheDir: string,
    { signal, onProgress }: Hooks,
  ): Promise<Baseline> {
    const features = await withFeatureCache(cacheDir, `hand-${handFeatureRules}`, async (cache) => {
      const keyOf = ({ hash, rotation, page }: TrainingItem) => ({ hash, rotation, page, view: 0 });
      const missing = items.filter((item) => !cache.has(keyOf(item)));
      let done = 0;
      for await (const [item, vector] of inOrder(missing, prefetch, measured)) {
        signal.throwIfAborted();
        cache.put([{ key: keyOf(item), vector }]);
        done += 1;
        onProgress({
          phase: 'Measuring colour, size and texture',
          done,
          total: missing.length,
          unit: 'photos',
        });
      }
      return new Map(items.map((item) => [item.hash, cache.get(keyOf(item)) ?? new Float32Array()]));
    });
    return new Baseline(features);
  }

  /**
   * Trains on the training side, predicts the test side. The prediction counts as the one logit that is 1, so that fusing a
   * sample's photos is their vote.
   *
   * @throws the reason of `signal` once it is aborted.
   */
  async predict(
    items: readonly TrainingItem[],
    classes: number,
    signal: AbortSignal,
  ): Promise<LabelledLogits[]> {
    const featuresOf = ({ hash }: TrainingItem): Float32Array =>
      this.#features.get(hash) ?? new Float32Array();
    const train = items.filter(({ side }) => side === 'train');
    const test = items.filter(({ side }) => side === 'test');
    const rows = train.map(featuresOf);
    const scale = fitStandardisation(rows, rows[0]?.length ?? 0);
    const truths = train.map(({ classIndex }) => classIndex);
    const found = await this.#pool.run(
      {
        train: rows.map((row, index) => ({ x: [...standardised(scale, row)], truth: truths[index] ?? 0 })),
        test: test.map((item) => [...standardised(scale, featuresOf(item))]),
        classWeights: Object.fromEntries(
          [...classWeightsOf(truths, classes, true).entries()].filter(([index]) => truths.includes(index)),
        ),
      },
      { name: 'classify', signal },
    );
    return test.map(({ classIndex, sample }, index) => ({
      sample,
      truth: classIndex,
      logits: Array.from({ length: classes }, (_, c) => (c === found[index] ? 1 : 0)),
    }));
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

function measured({ path, rotation, page }: TrainingItem): Promise<Float32Array> {
  return withPhotoFile(path, (bytes) => handFeatures({ bytes, rotation, page }));
}
