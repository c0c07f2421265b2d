import type { z } from 'zod';
import {
  type FindingSettings,
  defaultFindingSettings,
  defaultSmallest,
  findingSettingsSchema,
} from '#shared/domain/finding.ts';
import type { TrayScale } from '#shared/domain/tray.ts';
import type { Outside } from '../lib/controller.ts';
import { Remembered } from '../lib/remembered.svelte.ts';

const smallest = findingSettingsSchema.shape.smallest.nullable().default(null);
/** µm of one picture are no pixels of another; null: what each picture shows well. */
const keptSchema = findingSettingsSchema
  .omit({ smallest: true })
  .extend({ smallestUm: smallest, smallestPixels: smallest });
type Kept = z.output<typeof keptSchema>;

/** How things are found, as it was set last, for a picture with a scale or without one. */
export class RememberedFinding {
  readonly #kept: Remembered<Kept>;
  readonly #scale: () => Pick<TrayScale, 'umPerPixel'> | null;

  /** @param scale of the picture as it is now; null: its sizes are in pixels. */
  constructor(storage: Outside['storage'], key: string, scale: () => Pick<TrayScale, 'umPerPixel'> | null) {
    this.#kept = new Remembered(storage, key, keptSchema.prefault(defaultFindingSettings));
    this.#scale = scale;
  }

  /** The smallest size is in µm where there is a scale, else in the picture's pixels. */
  get settings(): FindingSettings {
    const { flatten, threshold, offset, polarity, split } = this.#kept.value;
    const smallest = this.#typed ?? defaultSmallest(this.#scale());
    return { flatten, threshold, offset, polarity, split, smallest };
  }

  /** Whether a person has said which size is the smallest. */
  get isTyped(): boolean {
    return this.#typed !== null;
  }

  /** The smallest size in pixels of the picture. */
  get smallestInPixels(): number {
    return this.settings.smallest / (this.#scale()?.umPerPixel ?? 1);
  }

  set(part: Partial<Omit<FindingSettings, 'smallest'>>): void {
    this.#change(part);
  }

  /** @param size in µm where there is a scale, else in pixels; null: what the picture shows well. */
  setSmallest(size: number | null): void {
    this.#change(this.#scale() === null ? { smallestPixels: size } : { smallestUm: size });
  }

  get #typed(): number | null {
    const { smallestUm, smallestPixels } = this.#kept.value;
    return this.#scale() === null ? smallestPixels : smallestUm;
  }

  #change(part: Partial<Kept>): void {
    this.#kept.value = { ...this.#kept.value, ...part };
  }
}
