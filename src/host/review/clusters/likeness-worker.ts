/** A thread that looks at photos and joins what is alike: an inference holds its thread, and so does the joining. */
import type { MessagePort } from 'node:worker_threads';
import { type WireError, toWireError } from '#shared/errors.ts';
import type { SampleId } from '#shared/domain/ids.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { agglomerate } from '#shared/learning/clusters/agglomerate.ts';
import { projected, unit } from '#shared/learning/clusters/projection.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { augmentationOf, defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { ClusterTree } from '#shared/review/cluster-tree.ts';
import type { SamplePhoto } from '#host/catalogue/queries/samples/photo-files.ts';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { computeFeatures } from '#host/training/features/features.ts';
import { ViewMaker, type ViewSource } from '#host/training/views/view-maker.ts';

export interface LikenessTask {
  readonly photos: readonly SamplePhoto[];
  readonly cacheDir: string;
  /** Is told how far it is. */
  readonly port: MessagePort;
}

export type LikenessAnswer =
  { readonly tree: ClusterTree; readonly skipped: readonly string[] } | { readonly error: WireError };

/** Numbers per sample that are compared: more make the distances no truer than the features are. */
const compared = 96;

/** Looks at photos with the embedded backbone, as a frozen run does, and joins their samples by likeness. */
export async function joinAlike({ photos, cacheDir, port }: LikenessTask): Promise<LikenessAnswer> {
  try {
    const { features, skipped } = await featuresOf(photos, cacheDir, (report) => port.postMessage(report));
    const samples = [...features.keys()];
    return { tree: treeOf(samples, [...features.values()]), skipped };
  } catch (error) {
    return { error: toWireError(error) };
  } finally {
    port.close();
  }
}

/** The mean of each sample's photos; samples none of whose photos can be read are left out. */
async function featuresOf(
  photos: readonly SamplePhoto[],
  cacheDir: string,
  onProgress: OnProgress,
): Promise<{ features: Map<SampleId, Float32Array>; skipped: string[] }> {
  const backbone = findBackbone(embeddedBackbone);
  const recipe = defaultRecipe('frozen', embeddedBackbone);
  const rules = {
    preprocessing: preprocessingFor(recipe.imageSize, backbone.normalisation),
    augmentation: augmentationOf(recipe),
  };
  const source = new ReadableViews(new ViewMaker(rules, 0));
  const signal = new AbortController().signal;
  const skipped: string[] = [];
  let items = photos.map((photo): Item => ({ ...photo, classIndex: 0, side: 'train' }));
  for (;;) {
    try {
      const { features } = await computeFeatures(
        items,
        { backbone, source, viewsOf: () => 1, cacheDir },
        { signal, onProgress },
      );
      return {
        features: meanOf(
          items,
          features.map(([plain]) => plain ?? new Float32Array()),
        ),
        skipped,
      };
    } catch (error) {
      // What was looked at before is in the cache: the next attempt goes on behind the photo that is left out.
      const unread = source.unread;
      if (unread === undefined) throw error;
      skipped.push(unread.reason);
      items = items.filter(({ path }) => path !== unread.path);
      source.unread = undefined;
    }
  }
}

type Item = TrainingItem & { readonly sample: SampleId };

/** Remembers which photo could not be read. */
class ReadableViews implements ViewSource {
  readonly rules: ViewSource['rules'];
  readonly #source: ViewSource;
  unread: { readonly path: string; readonly reason: string } | undefined;

  constructor(source: ViewSource) {
    this.rules = source.rules;
    this.#source = source;
  }

  async views(...[file, views]: Parameters<ViewSource['views']>): Promise<Uint8Array[]> {
    try {
      return await this.#source.views(file, views);
    } catch (error) {
      this.unread ??= { path: file.path, reason: toWireError(error).message };
      throw error;
    }
  }
}

function meanOf(items: readonly Item[], features: readonly Float32Array[]): Map<SampleId, Float32Array> {
  const bySample = Map.groupBy(
    items.map(({ sample }, index) => ({ sample, row: features[index] ?? new Float32Array() })),
    ({ sample }) => sample,
  );
  return new Map(
    [...bySample].map(([sample, rows]) => [
      sample,
      Float32Array.from({ length: rows[0]?.row.length ?? 0 }, (_, f) =>
        rows.reduce((sum, { row }) => sum + (row[f] ?? 0) / rows.length, 0),
      ),
    ]),
  );
}

function treeOf(samples: SampleId[], rows: readonly Float32Array[]): ClusterTree {
  const scale = fitStandardisation(rows, rows[0]?.length ?? 0);
  const directions = projected(
    rows.map((row) => standardised(scale, row)),
    compared,
  ).map(unit);
  const merges = samples.length === 0 ? [] : agglomerate(directions);
  return {
    samples,
    first: merges.map(({ a }) => a),
    second: merges.map(({ b }) => b),
    cost: merges.map(({ cost }) => cost),
  };
}
