import { type Random, seededRandom } from '#shared/learning/random.ts';

/** Seeds of epochs and of their parts lie far apart, so that those of neighbouring runs do not meet. */
const epochStride = 1_000_003;
const partStride = 7919;

/** @param part of the epoch: 0 draws its order, others the masks of its batches. */
export function epochRandom(seed: number, epoch: number, part: number): Random {
  return seededRandom(seed + epoch * epochStride + part * partStride);
}

/** The view of every training photo that an epoch sees. */
export function viewOfEpoch(seed: number, epoch: number): number {
  return epoch + seed * epochStride;
}
