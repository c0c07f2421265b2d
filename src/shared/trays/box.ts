import { z } from 'zod';

/** An upright box in a picture as it is seen: pixels, x right, y down; pixel i covers i..i+1. */
export const boxSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
export type Box = z.infer<typeof boxSchema>;

/** A box that was found, and how sure that is, 0..1. */
export interface FoundBox extends Box {
  readonly score: number;
}

export function areaOf({ width, height }: Box): number {
  return width * height;
}

/** The area that two boxes share over the area that they cover together, 0..1. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (areaOf(a) + areaOf(b) - shared);
}

/** The same box in a picture that is `factor` times as large. */
export function scaledBox<One extends Box>(box: One, factor: number): One {
  return {
    ...box,
    x: box.x * factor,
    y: box.y * factor,
    width: box.width * factor,
    height: box.height * factor,
  };
}

/** Surest first; equals stay in their order. */
export function bySureness<One extends FoundBox>(boxes: readonly One[]): One[] {
  return boxes.toSorted((a, b) => b.score - a.score);
}

/**
 * Leaves out what overlaps a surer box (non-maximum suppression).
 *
 * @param most overlap that two boxes that stay may have.
 * @returns surest first.
 */
export function withoutOverlaps<One extends FoundBox>(boxes: readonly One[], most: number): One[] {
  const kept: One[] = [];
  for (const box of bySureness(boxes)) if (kept.every((one) => overlapOf(one, box) <= most)) kept.push(box);
  return kept;
}
