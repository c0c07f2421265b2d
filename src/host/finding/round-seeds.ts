import type { Outline } from '#shared/domain/tray.ts';
import type { Grey } from './edge-profile.ts';
import type { SizeLimits } from './round-edge.ts';

type Point = Outline[number];

/** Side of a cell that collects votes, in pixels. */
const cell = 4;
/** Edge pixels that vote, the steepest ones. */
const mostVoters = 6000;
/** Of the distances that a pixel votes for, in pixels. */
const stride = 2;
/** Of the weighted differences over a pixel's neighbours; six levels for a straight edge. */
const leastSlope = 48;

/**
 * Places that something round may have its middle at: every steep pixel votes for the places straight before and behind its edge
 * (the gradient method of Hough's transform).
 *
 * @param most of them; the most voted for first.
 */
export function roundSeeds(grey: Grey, { least, most: largest }: SizeLimits, most: number): Point[] {
  const [across, down] = [Math.ceil(grey.width / cell), Math.ceil(grey.height / cell)];
  const votes = new Float32Array(across * down);
  for (const { x, y, dx, dy } of steepPixels(grey)) {
    for (const way of [-1, 1])
      for (let r = least; r <= largest; r += stride) {
        const u = Math.floor((x + way * r * dx) / cell);
        const v = Math.floor((y + way * r * dy) / cell);
        if (u < 0 || v < 0 || u >= across || v >= down) break;
        // An edge further away has more pixels.
        votes[v * across + u] = (votes[v * across + u] ?? 0) + 1 / r;
      }
  }
  return peaks(smoothed(votes, across, down), across, most, (0.25 * least) / cell).map(
    ([u, v]) => [(u + 0.5) * cell, (v + 0.5) * cell] as const,
  );
}

interface Steep {
  readonly x: number;
  readonly y: number;
  /** The direction in which it gets lighter, a unit vector. */
  readonly dx: number;
  readonly dy: number;
  readonly slope: number;
}

function steepPixels({ width, height, data }: Grey): Steep[] {
  const found: Steep[] = [];
  for (let y = 2; y < height - 2; y += 1)
    for (let x = 2; x < width - 2; x += 1) {
      const place = y * width + x;
      let dx = 0;
      let dy = 0;
      for (let k = -1; k <= 1; k += 1) {
        const weight = k === 0 ? 2 : 1;
        const across = place + k * width;
        const down = place + k;
        dx += weight * ((data[across + 1] ?? 0) - (data[across - 1] ?? 0));
        dx += weight * ((data[across + 2] ?? 0) - (data[across - 2] ?? 0));
        dy += weight * ((data[down + width] ?? 0) - (data[down - width] ?? 0));
        dy += weight * ((data[down + 2 * width] ?? 0) - (data[down - 2 * width] ?? 0));
      }
      const slope = Math.hypot(dx, dy);
      if (slope < leastSlope) continue;
      found.push({ x: x + 0.5, y: y + 0.5, dx: dx / slope, dy: dy / slope, slope });
    }
  return found.toSorted((a, b) => b.slope - a.slope).slice(0, mostVoters);
}

/** Means of 5 x 5 cells, since the votes for a tilted circle's middle lie apart. */
function smoothed(votes: Float32Array, across: number, down: number): Float32Array {
  const result = new Float32Array(votes.length);
  for (let v = 0; v < down; v += 1)
    for (let u = 0; u < across; u += 1)
      for (let q = Math.max(0, v - 2); q <= Math.min(down - 1, v + 2); q += 1)
        for (let p = Math.max(0, u - 2); p <= Math.min(across - 1, u + 2); p += 1)
          result[v * across + u] = (result[v * across + u] ?? 0) + (votes[q * across + p] ?? 0) / 25;
  return result;
}

function peaks(votes: Float32Array, across: number, most: number, apart: number): Point[] {
  const order = [...votes.keys()].toSorted((a, b) => (votes[b] ?? 0) - (votes[a] ?? 0));
  const found: Point[] = [];
  for (const place of order) {
    const here: Point = [place % across, Math.floor(place / across)];
    if (found.every(([u, v]) => Math.hypot(u - here[0], v - here[1]) > apart)) found.push(here);
    if (found.length === most) break;
  }
  return found;
}
