import type { SampleId } from '../../domain/ids.ts';

export interface FingerprintedPhoto {
  readonly hash: string;
  readonly sample: SampleId;
  /** 64-bit difference hash, 16 hex digits. */
  readonly fingerprint: string;
}

export interface NearDuplicate {
  readonly a: FingerprintedPhoto;
  readonly b: FingerprintedPhoto;
  /** Bits that differ. */
  readonly distance: number;
}

/** Bits that may differ. Four bands of 16 bits find every pair up to 3 apart: one band must agree (pigeonhole). */
export const nearDuplicateDistance = 3;
const bands = nearDuplicateDistance + 1;
const bandDigits = 16 / bands;

/**
 * Pairs of photos of different samples that look the same: their fingerprints differ in at most 3 of 64 bits. Exact, and
 * far from quadratic on real photos, since only photos that agree in a band are compared.
 */
export function findNearDuplicates(photos: readonly FingerprintedPhoto[]): NearDuplicate[] {
  const found = new Map<string, NearDuplicate>();
  for (let band = 0; band < bands; band += 1) {
    const at = band * bandDigits;
    const groups = Map.groupBy(photos, ({ fingerprint }) => fingerprint.slice(at, at + bandDigits));
    for (const group of groups.values()) {
      for (const [a, b] of pairs(group)) {
        if (a.sample === b.sample) continue;
        const distance = hammingDistance(a.fingerprint, b.fingerprint);
        if (distance <= nearDuplicateDistance) found.set(`${a.hash} ${b.hash}`, { a, b, distance });
      }
    }
  }
  return [...found.values()];
}

function* pairs<T>(items: readonly T[]): Generator<[T, T]> {
  for (const [index, a] of items.entries()) {
    for (const b of items.slice(index + 1)) yield [a, b];
  }
}

/** Bits in which two 64-bit fingerprints differ, 0..64. */
export function hammingDistance(a: string, b: string): number {
  let difference = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  while (difference !== 0n) {
    difference &= difference - 1n;
    bits += 1;
  }
  return bits;
}
