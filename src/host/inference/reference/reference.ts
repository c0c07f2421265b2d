import type { TrainingItem } from '#shared/learning/plan.ts';
import { type SignatureSpace, fitSignatureSpace, signatureOf } from './signature.ts';
import { dot, principalSubspace } from './subspace.ts';

/** Features of photos as they are (view 0), by their item in the plan. */
export type PlainFeatures = ReadonlyMap<TrainingItem, Float32Array>;

/** The training photos as a model remembers them: what "like something in training" is measured against. */
export interface Reference {
  /** The photos, in the order of `rows`. */
  readonly photos: readonly ReferencePhoto[];
  readonly space: SignatureSpace;
  /** Mean of the photos' signatures. */
  readonly centre: Float32Array;
  /** Orthonormal directions in the space of signatures. */
  readonly basis: readonly Float32Array[];
  /** Each photo's signature less the centre, in that basis. */
  readonly rows: readonly Float32Array[];
  /** Of each photo: the squared length of its signature less the centre, whatever the basis leaves out included. */
  readonly lengths: Float32Array;
  /** The distance that hardly any photo of a known thing exceeds; undefined where there was nothing to tell it by. */
  readonly limit: number | undefined;
}

export interface ReferencePhoto {
  /** SHA-256 of its bytes, hex. */
  readonly hash: string;
  /** Index into the plan's classes. */
  readonly classIndex: number;
}

/** Enough to tell what is new; a frame is compared with every one of them. */
const mostPhotos = 4000;
/** Photos that the subspace is found on. */
const mostFitted = 1000;
/** By measurement: docs/decisions/0036-one-answer-to-do-i-know-this.md. */
const dimensions = 128;
/** Share of the known things' held-out photos that lie within the limit. */
export const withinLimit = 0.95;

/** The photos that a model remembers: every sample by its first angle, then by its second, up to a limit. */
export function referenceItems(items: readonly TrainingItem[]): TrainingItem[] {
  const samples = Map.groupBy(
    items.filter(({ side }) => side === 'train'),
    ({ sample }) => sample,
  );
  return [...samples.values()]
    .flatMap((angles) => angles.map((item, angle) => ({ item, angle })))
    .sort((a, b) => a.angle - b.angle)
    .slice(0, mostPhotos)
    .map(({ item }) => item);
}

/** @param features of all `referenceItems`, and of others. @param levels channels of the maps that features are averages of. */
export function fitReference(
  items: readonly TrainingItem[],
  features: PlainFeatures,
  levels: readonly number[],
): Omit<Reference, 'limit'> {
  const photos = referenceItems(items).filter((item) => features.has(item));
  const plain = photos.map((item) => features.get(item) ?? new Float32Array());
  const space = fitSignatureSpace(plain, levels);
  const signatures = plain.map((row) => signatureOf(row, space));
  const centre = meanOf(signatures);
  const centred = signatures.map((row) => row.map((value, f) => value - (centre[f] ?? 0)));
  const basis = principalSubspace(centred.slice(0, mostFitted), dimensions);
  return {
    photos: photos.map(({ hash, classIndex }) => ({ hash, classIndex })),
    space,
    centre,
    basis,
    rows: centred.map((row) => inBasis(basis, row)),
    lengths: Float32Array.from(centred, (row) => dot(row, row)),
  };
}

/**
 * How far features are from the nearest training photo. What lies outside of the basis counts as if it were never shared,
 * since what is new often differs in a direction in which the training photos do not vary at all.
 */
export function distanceTo(
  { space, centre, basis, rows, lengths }: Omit<Reference, 'limit' | 'photos'>,
  features: Float32Array,
): number {
  const z = signatureOf(features, space).map((value, f) => value - (centre[f] ?? 0));
  const y = inBasis(basis, z);
  const nearest = rows.reduce(
    (least, row, place) => Math.min(least, (lengths[place] ?? 0) - 2 * dot(row, y)),
    Infinity,
  );
  return Math.max(0, dot(z, z) + nearest) / 2;
}

/**
 * The limit: the quantile over held-out photos of known things in which every sample counts the same, however many angles it
 * has. Undefined without any.
 */
export function limitOf(
  distances: readonly { readonly sample: number; readonly distance: number }[],
): number | undefined {
  const samples = Map.groupBy(distances, ({ sample }) => sample);
  const weighed = distances
    .map(({ sample, distance }) => ({ distance, weight: 1 / (samples.get(sample)?.length ?? 1) }))
    .sort((a, b) => a.distance - b.distance);
  let passed = 0;
  for (const { distance, weight } of weighed) {
    passed += weight;
    if (passed >= withinLimit * samples.size - 1e-9) return distance;
  }
  return undefined;
}

function inBasis(basis: readonly Float32Array[], row: Float32Array): Float32Array {
  return Float32Array.from(basis, (vector) => dot(vector, row));
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) row.forEach((value, f) => (mean[f] = (mean[f] ?? 0) + value / rows.length));
  return mean;
}
