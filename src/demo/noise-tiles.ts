import { createNoise2D } from 'simplex-noise';
import type { Random } from '#shared/learning/random.ts';
import type { BaseNoise } from './layer.ts';

/** Side of a tile; a power of two, so that a mask wraps coordinates. */
export const tileSize = 1024;
/** Pixels of the largest features of cloudy noise; the smallest are 16 times smaller. */
export const cloudPixels = 96;
/** Pixels of a cell of the cell pattern. */
export const cellPixels = 16;
/** Pixels of a grain of gravel. */
export const gravelPixels = 28;
/** Width of a fibre of felt in pixels. */
export const feltPixels = 8;

export interface CellTiles {
  readonly centre: Float32Array;
  readonly gap: Float32Array;
  readonly id: Float32Array;
}

export interface GravelTiles {
  readonly height: Float32Array;
  readonly id: Float32Array;
}

/** Five octaves of simplex noise. */
export function bakeCloud(random: Random): Float32Array {
  const noise = createNoise2D(() => random.next());
  const tile = emptyTile();
  for (let index = 0; index < tile.length; index += 1) {
    const x = (index % tileSize) / cloudPixels;
    const y = Math.floor(index / tileSize) / cloudPixels;
    let weight = 0.62;
    let value = 0;
    for (let frequency = 1; frequency <= 16; frequency *= 2) {
      value += weight * noise(x * frequency, y * frequency);
      weight *= 0.5;
    }
    tile[index] = value;
  }
  return tile;
}

/** Worley noise: a jittered point in each square of a grid; nearest and second nearest of the 3x3 squares around. */
export function bakeCells(random: Random): CellTiles {
  const [centre, gap, id] = [emptyTile(), emptyTile(), emptyTile()];
  const across = tileSize / cellPixels;
  const points = Float32Array.from({ length: across * across * 3 }, () => random.next());
  for (let index = 0; index < id.length; index += 1) {
    const px = ((index % tileSize) + 0.5) / cellPixels;
    const py = (Math.floor(index / tileSize) + 0.5) / cellPixels;
    let first = 9;
    let second = 9;
    let nearest = 0;
    for (let dy = -1; dy <= 1; dy += 1) {
      const row = Math.floor(py) + dy;
      for (let dx = -1; dx <= 1; dx += 1) {
        const column = Math.floor(px) + dx;
        const point = 3 * (((row + across) % across) * across + ((column + across) % across));
        const offX = column + (points[point] ?? 0) - px;
        const offY = row + (points[point + 1] ?? 0) - py;
        const distance = Math.sqrt(offX * offX + offY * offY);
        if (distance < first) {
          second = first;
          first = distance;
          nearest = point;
        } else if (distance < second) second = distance;
      }
    }
    centre[index] = first;
    gap[index] = second - first;
    id[index] = points[nearest + 2] ?? 0;
  }
  return { centre, gap, id };
}

/** Two layers of warped cells; at each place the one whose grain is the higher is seen. */
export function bakeGravel(random: Random, noise: BaseNoise): GravelTiles {
  const [height, id] = [emptyTile(), emptyTile()];
  const layers = [1, 0.8].map((scale) => noise.cells(random, { size: gravelPixels * scale, stretch: 1.15 }));
  const warpX = noise.cloud(random, { size: gravelPixels * 1.3 });
  const warpY = noise.cloud(random, { size: gravelPixels * 1.3 });
  const rough = noise.cloud(random, { size: gravelPixels * 0.6 });
  for (let index = 0; index < id.length; index += 1) {
    const column = index % tileSize;
    const row = Math.floor(index / tileSize);
    const x = column + 0.22 * gravelPixels * warpX(column, row);
    const y = row + 0.22 * gravelPixels * warpY(column, row);
    let highest = -1;
    for (const layer of layers) {
      const grain = layer.id(x, y);
      const z = Math.sqrt(Math.min(layer.gap(x, y), 0.7)) * (0.7 + 0.5 * ((grain * 13) % 1));
      if (z <= highest) continue;
      highest = z;
      id[index] = grain;
    }
    height[index] = 0.42 * highest + 0.03 * rough(column, row);
  }
  return { height, id };
}

/** Fibres lying across each other in three directions. */
export function bakeFelt(random: Random, noise: BaseNoise): Float32Array {
  const mats = [5, 7, 9].map((stretch) => noise.cloud(random, { size: feltPixels, stretch }));
  const tile = emptyTile();
  for (let index = 0; index < tile.length; index += 1) {
    const x = index % tileSize;
    const y = Math.floor(index / tileSize);
    for (const mat of mats) tile[index] = Math.max(tile[index] ?? 0, mat(x, y));
  }
  return tile;
}

function emptyTile(): Float32Array {
  return new Float32Array(tileSize * tileSize);
}
