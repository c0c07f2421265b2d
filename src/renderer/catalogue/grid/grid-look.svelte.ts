import { z } from 'zod';
import type { Outside } from '../../lib/controller.ts';
import { Remembered } from '../../lib/remembered.svelte.ts';

/** Widths that a tile has at least, in CSS pixels, from small to large; a row of them fills the grid. */
const widths = [112, 136, 168, 208, 264, 336] as const;
const usual = 2;

const lookSchema = z
  .object({
    size: z
      .int()
      .min(0)
      .max(widths.length - 1),
    whole: z.boolean(),
  })
  .default({ size: usual, whole: false });

/** How the tiles of the grid look, remembered on this computer. */
export class GridLook {
  readonly #kept: Remembered<z.output<typeof lookSchema>>;

  constructor(storage: Outside['storage']) {
    this.#kept = new Remembered(storage, 'grid', lookSchema);
  }

  /** Which of the widths, from 0 to {@link largest}. */
  get size(): number {
    return this.#kept.value.size;
  }

  set size(size: number) {
    this.#kept.value = { ...this.#kept.value, size: Math.min(this.largest, Math.max(0, Math.round(size))) };
  }

  get largest(): number {
    return widths.length - 1;
  }

  /** Least width of a tile in CSS pixels. */
  get width(): number {
    return widths[this.size] ?? widths[usual];
  }

  /** Whether a tile shows its whole photo, rather than what fills it. */
  get whole(): boolean {
    return this.#kept.value.whole;
  }

  set whole(whole: boolean) {
    this.#kept.value = { ...this.#kept.value, whole };
  }
}
