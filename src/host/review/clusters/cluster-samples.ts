import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { fromWireError } from '#shared/errors.ts';
import type { OnProgress } from '#shared/progress.ts';
import {
  type ClusterResult,
  type ClusterTree,
  type Clustering,
  clusterTreeSchema,
  mostClustered,
} from '#shared/review/cluster-tree.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { samplesToReview } from '#host/catalogue/queries/review.ts';
import { type SamplePhoto, photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { readStored } from '#host/catalogue/stored-row.ts';
import { writeDisposable } from '#host/lib/durable-files.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import type { LikenessAnswer, LikenessTask } from './likeness-worker.ts';

/** More photos of one sample make its likeness no truer. */
const photosPerSample = 4;

/**
 * Joins samples by the likeness of their photos and keeps the tree in the lab's cache. Photos that were looked at before are
 * not looked at again.
 *
 * @throws StrandlineError `backbone-unknown`, `disk-full`; the reason of `signal` once it is aborted.
 */
export async function clusterSamples(
  lab: Lab,
  asked: Clustering,
  { signal, onProgress }: Hooks,
): Promise<ClusterResult> {
  const samples = samplesMeant(lab, asked);
  const chosen = new Set(samples.slice(0, mostClustered));
  const photos = photoFiles(lab, { survey: asked.survey }).filter(({ sample }) => chosen.has(sample));
  const { tree, skipped } = await joined(fewOfEach(photos), lab.paths.cache, { signal, onProgress });
  await writeDisposable(fileOf(lab, asked), Buffer.from(JSON.stringify(tree)));
  return { samples: tree.samples.length, waiting: samples.length - chosen.size, skipped: [...skipped] };
}

/** The tree that was made last; null where there is none, or its file is damaged. */
export function readClusters(lab: Lab, asked: Clustering): ClusterTree | null {
  try {
    const tree = readStored(clusterTreeSchema, readFileSync(fileOf(lab, asked), 'utf8'));
    return tree !== undefined && isWhole(tree) ? tree : null;
  } catch {
    return null;
  }
}

/** Whether every group but the last is part of one later group. */
function isWhole({ samples, first, second, cost }: ClusterTree): boolean {
  const joins = Math.max(0, samples.length - 1);
  const parts = first.flatMap((a, index) => [a, second[index] ?? -1]);
  return (
    [first, second, cost].every(({ length }) => length === joins) &&
    new Set(parts).size === 2 * joins &&
    parts.every((part, index) => part >= 0 && part < samples.length + Math.floor(index / 2))
  );
}

function samplesMeant(lab: Lab, { survey, of }: Clustering): number[] {
  return samplesToReview(lab.db, { survey })
    .filter(({ label, reviewed }) =>
      of === 'unlabelled' ? label === null : label !== null && reviewed === 0,
    )
    .map(({ id }) => id)
    .sort((a, b) => a - b);
}

function fewOfEach(photos: readonly SamplePhoto[]): SamplePhoto[] {
  return [...Map.groupBy(photos, ({ sample }) => sample).values()].flatMap((own) =>
    own.slice(0, photosPerSample),
  );
}

function fileOf({ paths }: Lab, { survey, of }: Clustering): string {
  return join(paths.cache, 'clusters', `${of}-${survey ?? 'all'}.json`);
}

async function joined(
  photos: readonly SamplePhoto[],
  cacheDir: string,
  { signal, onProgress }: Hooks,
): Promise<Extract<LikenessAnswer, { tree: unknown }>> {
  const pool = threadPool<LikenessTask, LikenessAnswer>('likeness-worker');
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (report: Parameters<OnProgress>[0]) => onProgress(report));
  try {
    const answer = await pool.run(
      { photos, cacheDir, port: port2 },
      { name: 'joinAlike', signal, transferList: [port2] },
    );
    if ('error' in answer) throw fromWireError(answer.error);
    return answer;
  } finally {
    port1.close();
    await pool.destroy();
  }
}
