import { createNoise2D } from 'simplex-noise';
import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';

/** A scalar over the plane. */
export type Layer = (x: number, y: number) => number;

/** How a layer lies in the plane. */
export interface Placement {
  /** Size of the largest features, in the caller's units. */
  readonly size: number;
  /** Features are this many times longer along `angle` than across it; 1 by default. */
  readonly stretch?: number;
  /** Radians; drawn where it is left out. */
  readonly angle?: number;
}

/** What one place of a cell pattern is. All figures are in cell sizes. */
export interface CellLayer {
  /** Distance to the cell's centre, 0..about 1. */
  readonly centre: Layer;
  /** 0 on the border between two cells, growing inwards. */
  readonly gap: Layer;
  /** A constant of each cell, uniform in 0..1. */
  readonly id: Layer;
}

const tileSize = 1024;
const octaves = 5;
/** Pixels of the largest wavelength; the smallest is 2^(octaves-1) times smaller. */
const basePixels = 96;
/** Pixels of a cell of the cell pattern. */
const cellPixels = 16;

/**
 * Noise for all textures of the demo, baked once: looking a value up is some ten times quicker than computing five
 * octaves of it. Layers lie at random places of the tile, so that no two textures look alike.
 */
export class NoiseAtlas {
  readonly #cloud: Float32Array;
  readonly #cells = bakeCellArrays();

  constructor(random: Random) {
    this.#cloud = bakeCloud(random);
    bakeCells(random, this.#cells);
  }

  /** Cloudy noise (five octaves) with mean 0 and most values within -1..1. */
  cloud(random: Random, placement: Placement): Layer {
    const tile = this.#cloud;
    return placed(random, placement, basePixels, (x, y) => bilinear(tile, mirrored, x, y));
  }

  /** Thin bright lines where cloudy noise crosses zero: veins, creases, cracks. 1 on the line, 0 away from it. */
  veins(random: Random, placement: Placement & { readonly width: number }): Layer {
    const cloud = this.cloud(random, placement);
    return (x, y) => Math.max(0, 1 - Math.abs(cloud(x, y)) / placement.width);
  }

  /** Worley cells: grains, beads, pits. */
  cells(random: Random, placement: Placement): CellLayer {
    const { centre, gap, id } = this.#cells;
    // The three must lie at the same place: one placement, drawn once.
    const at = placer(random, placement, cellPixels);
    const place = { x: 0, y: 0 };
    const from = (look: Layer): Layer => {
      return (x, y) => {
        at(x, y, place);
        return look(place.x, place.y);
      };
    };
    return {
      centre: from((x, y) => bilinear(centre, wrapped, x, y)),
      gap: from((x, y) => bilinear(gap, wrapped, x, y)),
      id: from((x, y) => id[wrapped(Math.round(y)) * tileSize + wrapped(Math.round(x))] ?? 0),
    };
  }
}

interface CellArrays {
  readonly centre: Float32Array;
  readonly gap: Float32Array;
  readonly id: Float32Array;
}

function bakeCellArrays(): CellArrays {
  const length = tileSize * tileSize;
  return { centre: new Float32Array(length), gap: new Float32Array(length), id: new Float32Array(length) };
}

function bakeCloud(random: Random): Float32Array {
  const noise = createNoise2D(() => random.next());
  const tile = new Float32Array(tileSize * tileSize);
  for (let y = 0; y < tileSize; y += 1) {
    for (let x = 0; x < tileSize; x += 1) {
      let value = 0;
      let weight = 0.62;
      let frequency = 1 / basePixels;
      for (let octave = 0; octave < octaves; octave += 1) {
        value += weight * noise(x * frequency, y * frequency);
        weight *= 0.5;
        frequency *= 2;
      }
      tile[y * tileSize + x] = value;
    }
  }
  return tile;
}

/** Worley noise on a torus: a jittered point in each square of a grid, nearest and second nearest of the 5x5 around. */
function bakeCells(random: Random, { centre, gap, id }: CellArrays): void {
  const across = tileSize / cellPixels;
  const points = Float32Array.from({ length: across * across * 3 }, () => random.next());
  for (let y = 0; y < tileSize; y += 1) {
    for (let x = 0; x < tileSize; x += 1) {
      const px = (x + 0.5) / cellPixels;
      const py = (y + 0.5) / cellPixels;
      let first = 9;
      let second = 9;
      let nearest = 0;
      for (let dy = -1; dy <= 1; dy += 1) {
        const row = Math.floor(py) + dy;
        for (let dx = -1; dx <= 1; dx += 1) {
          const column = Math.floor(px) + dx;
          const point = 3 * (((row + across) % across) * across + ((column + across) % across));
          const distance = Math.hypot(
            column + (points[point] ?? 0) - px,
            row + (points[point + 1] ?? 0) - py,
          );
          if (distance < first) {
            second = first;
            first = distance;
            nearest = point;
          } else if (distance < second) second = distance;
        }
      }
      const index = y * tileSize + x;
      centre[index] = first;
      gap[index] = second - first;
      id[index] = points[nearest + 2] ?? 0;
    }
  }
}

/** Mirrored at the border: continuous, though the tile does not repeat by itself. Takes whole numbers. */
function mirrored(value: number): number {
  const inside = value & (2 * tileSize - 1);
  return inside < tileSize ? inside : 2 * tileSize - 1 - inside;
}

function wrapped(value: number): number {
  return value & (tileSize - 1);
}

function bilinear(tile: Float32Array, wrap: (value: number) => number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const x0 = wrap(left);
  const x1 = wrap(left + 1);
  const row0 = wrap(top) * tileSize;
  const row1 = wrap(top + 1) * tileSize;
  const upper = (tile[row0 + x0] ?? 0) * (1 - fx) + (tile[row0 + x1] ?? 0) * fx;
  const lower = (tile[row1 + x0] ?? 0) * (1 - fx) + (tile[row1 + x1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}

interface Place {
  x: number;
  y: number;
}

function placer(random: Random, { size, stretch = 1, angle }: Placement, unitPixels: number) {
  const turn = angle ?? between(random, 0, Math.PI);
  const scale = unitPixels / size;
  const cos = Math.cos(turn) * scale;
  const sin = Math.sin(turn) * scale;
  const offsetX = between(random, 0, tileSize);
  const offsetY = between(random, 0, tileSize);
  return (x: number, y: number, out: Place): void => {
    out.x = (x * cos + y * sin) / stretch + offsetX;
    out.y = y * cos - x * sin + offsetY;
  };
}

function placed(random: Random, placement: Placement, unitPixels: number, look: Layer): Layer {
  const at = placer(random, placement, unitPixels);
  const place = { x: 0, y: 0 };
  return (x, y) => {
    at(x, y, place);
    return look(place.x, place.y);
  };
}
