import type { TrainingItem } from '#shared/learning/plan.ts';
import { type Standardisation, fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { dot, principalSubspace } from './subspace.ts';

/** Features of photos as they are (view 0), by their item in the plan. */
export type PlainFeatures = ReadonlyMap<TrainingItem, Float32Array>;

/** The training photos as a model remembers them: what "like something in training" is measured against. */
export interface Reference {
  /** The photos, in the order of `rows`. */
  readonly photos: readonly ReferencePhoto[];
  readonly scale: Standardisation;
  /** Orthonormal directions in the space of standardised features. */
  readonly basis: readonly Float32Array[];
  /** Each photo in that basis. */
  readonly rows: readonly Float32Array[];
  /** The distance that hardly any validation photo exceeds; undefined where there is no validation side. */
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
/** By measurement: docs/decisions/0017-unlike-anything-in-training.md. */
const dimensions = 64;
/** Share of the validation photos that lie within the limit. */
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

interface FittedReference extends Reference {
  /** Of the photos that are not trained on and have features, as shares of the limit; none where there is no limit. */
  readonly distances: ReadonlyMap<TrainingItem, number>;
}

/** @param features of all `referenceItems`, of the validation photos, and of others whose distances are wanted. */
export function fitReference(items: readonly TrainingItem[], features: PlainFeatures): FittedReference {
  const photos = referenceItems(items).filter((item) => features.has(item));
  const plain = photos.map((item) => features.get(item) ?? new Float32Array());
  const scale = fitStandardisation(plain, plain[0]?.length ?? 0);
  const basis = principalSubspace(
    plain.slice(0, mostFitted).map((row) => standardised(scale, row)),
    dimensions,
  );
  const rows = plain.map((row) => inBasis(basis, standardised(scale, row)));
  const fitted = {
    photos: photos.map(({ hash, classIndex }) => ({ hash, classIndex })),
    scale,
    basis,
    rows,
  };
  const distances = items.flatMap((item): [TrainingItem, number][] => {
    const row = item.side === 'train' ? undefined : features.get(item);
    return row === undefined ? [] : [[item, distanceTo(fitted, row)]];
  });
  const limit = limitOf(distances);
  const shares = distances.map(([item, distance]) => [item, distance / (limit ?? NaN)] as const);
  return { ...fitted, limit, distances: new Map(limit === undefined ? [] : shares) };
}

function inBasis(basis: readonly Float32Array[], row: Float32Array): Float32Array {
  return Float32Array.from(basis, (vector) => dot(vector, row));
}

/**
 * How far features are from the nearest training photo: the distance within the basis, and what lies outside of it as far as
 * it goes, since what is new often differs in a direction in which the training photos do not vary at all.
 */
export function distanceTo(
  { scale, basis, rows }: Pick<Reference, 'scale' | 'basis' | 'rows'>,
  features: Float32Array,
): number {
  const z = standardised(scale, features);
  const y = inBasis(basis, z);
  const nearest = rows.reduce((least, row) => Math.min(least, dot(row, row) - 2 * dot(row, y)), Infinity);
  return Math.sqrt(Math.max(0, dot(z, z) + nearest));
}

/** The quantile over validation photos in which every sample counts the same, however many angles it has. */
function limitOf(distances: readonly (readonly [TrainingItem, number])[]): number | undefined {
  const samples = Map.groupBy(
    distances.filter(([{ side }]) => side === 'val'),
    ([{ sample }]) => sample,
  );
  const weighed = [...samples.values()]
    .flatMap((angles) => angles.map(([, distance]) => ({ distance, weight: 1 / angles.length })))
    .sort((a, b) => a.distance - b.distance);
  let passed = 0;
  for (const { distance, weight } of weighed) {
    passed += weight;
    if (passed >= withinLimit * samples.size - 1e-9) return distance;
  }
  return undefined;
}
