import {
  type CameraFingerprint,
  type Drift,
  DriftWatch,
  driftSentence,
  driftsOf,
  driftsOverFragments,
  isSameDrift,
} from '#shared/camera/drift.ts';
import type { PhotoStatistics } from '#shared/camera/statistics.ts';

/** Pictures are measured this often: five in a row are then more than a second, and the verdicts are not slowed. */
const everyMs = 250;

/** Whether the bench's picture is like the training photos, now and over the last fragments. */
export class DriftMonitor {
  readonly #watch = new DriftWatch();
  readonly #onNew: (drift: Drift) => void;
  #fingerprint: CameraFingerprint | null = null;
  #fragments: PhotoStatistics[] = [];
  #ofPicture = $state.raw<readonly Drift[]>([]);
  #ofFragments = $state.raw<readonly Drift[]>([]);
  #measuredAt = -Infinity;

  /** What is different: over the fragments first, since that is the surer word. */
  readonly drifts: readonly Drift[] = $derived([
    ...this.#ofFragments,
    ...this.#ofPicture.filter((drift) => !this.#ofFragments.some((other) => isSameDrift(other, drift))),
  ]);
  /** The first of them in words. */
  readonly sentence: string | undefined = $derived(this.drifts[0] && driftSentence(this.drifts[0]));

  /** @param onNew is told of every drift when it begins. */
  constructor(onNew: (drift: Drift) => void) {
    this.#onNew = onNew;
  }

  /** Begins anew, with what the model's training photos are like; null where nobody knows. */
  compareWith(fingerprint: CameraFingerprint | null): void {
    this.#fingerprint = fingerprint;
    this.#fragments = [];
    this.#ofFragments = [];
    this.#ofPicture = [];
    this.#watch.clear();
  }

  /** Whether the next picture shall be measured. @param now in ms of any clock that does not jump. */
  isDue(now: number): boolean {
    if (this.#fingerprint === null || now - this.#measuredAt < everyMs) return false;
    this.#measuredAt = now;
    return true;
  }

  /** A picture of the live video was measured. */
  sawPicture(statistics: PhotoStatistics): void {
    if (this.#fingerprint === null) return;
    const before = this.drifts;
    this.#ofPicture = this.#watch.add(driftsOf(statistics, this.#fingerprint));
    this.#announce(before);
  }

  /** The photos of a fragment were taken. */
  sawFragment(photos: readonly PhotoStatistics[]): void {
    if (this.#fingerprint === null || photos.length === 0) return;
    const before = this.drifts;
    this.#fragments = [...this.#fragments.slice(-9), meanOf(photos)];
    this.#ofFragments = driftsOverFragments(this.#fragments, this.#fingerprint);
    this.#announce(before);
  }

  #announce(before: readonly Drift[]): void {
    for (const drift of this.drifts)
      if (!before.some((other) => isSameDrift(other, drift))) this.#onNew(drift);
  }
}

function meanOf(photos: readonly PhotoStatistics[]): PhotoStatistics {
  const [first] = photos;
  if (first === undefined) throw new RangeError('no photos have no mean');
  const keys = Object.keys(first) as (keyof PhotoStatistics)[];
  const mean = { ...first };
  for (const key of keys) mean[key] = photos.reduce((sum, photo) => sum + photo[key], 0) / photos.length;
  return mean;
}
