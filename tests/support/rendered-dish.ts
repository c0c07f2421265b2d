import { normal, seededRandom } from '#shared/learning/random.ts';
import type { Grey } from '#host/finding/edge-profile.ts';

/** A dish as it is drawn: a bright wall around a floor. Lengths in pixels. */
interface Dish {
  readonly x: number;
  readonly y: number;
  /** Half axes of the wall's outside. */
  readonly rx: number;
  readonly ry: number;
  /** Of the longer half axis, in radians. */
  readonly turn?: number;
  readonly wall?: number;
}

interface Scene {
  readonly width: number;
  readonly height: number;
  /** Brightness of a place, 0..255. */
  readonly at: (x: number, y: number) => number;
  readonly noise?: number;
}

/** How far a place is within an ellipse, about, in pixels. */
function depth({ x, y, rx, ry, turn = 0 }: Dish, px: number, py: number): number {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const u = ((px - x) * cos + (py - y) * sin) / rx;
  const v = (-(px - x) * sin + (py - y) * cos) / ry;
  const size = Math.hypot(u, v);
  const slope = Math.hypot(u / rx, v / ry) / Math.max(1e-9, size);
  return (1 - size) / Math.max(1e-9, slope);
}

/** 0 outside, 1 within, and a soft edge of a pixel and a half between. */
export function within(dish: Dish, x: number, y: number): number {
  return Math.min(1, Math.max(0, depth(dish, x, y) / 1.5 + 0.5));
}

export const table = 90;

/** Brightness of a dish on a table. */
export function dishAt(dish: Dish, x: number, y: number): number {
  const wall = dish.wall ?? 8;
  const inside = within({ ...dish, rx: dish.rx - wall, ry: dish.ry - wall }, x, y);
  const all = within(dish, x, y);
  return table * (1 - all) + 205 * (all - inside) + 150 * inside;
}

/** Draws a scene with noise of `noise` levels (standard deviation). */
export function rendered({ width, height, at, noise = 3 }: Scene, seed = 1): Grey {
  const random = seededRandom(seed);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data[y * width + x] = Math.min(
        255,
        Math.max(0, Math.round(at(x + 0.5, y + 0.5) + noise * normal(random))),
      );
  return { width, height, data };
}
