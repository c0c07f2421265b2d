import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';
import {
  type CellTiles,
  type GravelTiles,
  bakeCells,
  bakeCloud,
  bakeFelt,
  bakeGravel,
  cellPixels,
  cloudPixels,
  feltPixels,
  gravelPixels,
  tileSize,
} from './noise-tiles.ts';
import type { CellLayer, GravelLayer, Layer, Placement } from './layer.ts';

/**
 * Noise for all textures of the demo, baked once: looking a value up is some ten times quicker than computing five
 * octaves of it. Layers lie at random places of the tiles, so that no two textures look alike.
 */
export class NoiseAtlas {
  readonly #cloud: Float32Array;
  readonly #cells: CellTiles;
  readonly #gravel: GravelTiles;
  readonly #felt: Float32Array;

  constructor(random: Random) {
    this.#cloud = bakeCloud(random);
    this.#cells = bakeCells(random);
    this.#gravel = bakeGravel(random, this);
    this.#felt = bakeFelt(random, this);
  }

  /** Cloudy noise (five octaves) with mean 0 and most values within -1..1. */
  cloud(random: Random, placement: Placement): Layer {
    return between4(this.#cloud, placed(random, placement, cloudPixels));
  }

  /** Thin bright lines where cloudy noise crosses zero: veins, creases, cracks. 1 on the line, 0 away from it. */
  veins(random: Random, placement: Placement & { readonly width: number }): Layer {
    const cloud = this.cloud(random, placement);
    return (x, y) => Math.max(0, 1 - Math.abs(cloud(x, y)) / placement.width);
  }

  /** Worley cells: grains, beads, pits. */
  cells(random: Random, placement: Placement): CellLayer {
    const { centre, gap, id } = this.#cells;
    const place = placed(random, placement, cellPixels);
    return { centre: between4(centre, place), gap: between4(gap, place), id: nearest(id, place) };
  }

  gravel(random: Random, placement: Placement): GravelLayer {
    const { height, id } = this.#gravel;
    const place = placed(random, placement, gravelPixels);
    return { height: between4(height, place), id: nearest(id, place) };
  }

  /** Matted fibres, 0..about 1; `size` is their width. */
  felt(random: Random, placement: Placement): Layer {
    return between4(this.#felt, placed(random, placement, feltPixels));
  }
}

/** The affine map from the caller's plane to pixels of a tile. */
interface TilePlace {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

function placed(random: Random, { size, stretch = 1, angle }: Placement, unitPixels: number): TilePlace {
  const turn = angle ?? between(random, 0, Math.PI);
  const scale = unitPixels / size;
  const cos = Math.cos(turn) * scale;
  const sin = Math.sin(turn) * scale;
  return {
    xx: cos / stretch,
    xy: sin / stretch,
    yx: -sin,
    yy: cos,
    offsetX: between(random, 0, tileSize),
    offsetY: between(random, 0, tileSize),
  };
}

/** Blends the four pixels around a place. */
function between4(tile: Float32Array, { xx, xy, yx, yy, offsetX, offsetY }: TilePlace): Layer {
  return (x, y) => {
    const tx = x * xx + y * xy + offsetX;
    const ty = x * yx + y * yy + offsetY;
    const left = Math.floor(tx);
    const top = Math.floor(ty);
    const x0 = mirrored(left);
    const x1 = mirrored(left + 1);
    const row0 = mirrored(top) * tileSize;
    const row1 = mirrored(top + 1) * tileSize;
    const fx = tx - left;
    const fy = ty - top;
    const upper = (tile[row0 + x0] ?? 0) * (1 - fx) + (tile[row0 + x1] ?? 0) * fx;
    const lower = (tile[row1 + x0] ?? 0) * (1 - fx) + (tile[row1 + x1] ?? 0) * fx;
    return upper * (1 - fy) + lower * fy;
  };
}

/** The nearest pixel: for values that must not be blended. */
function nearest(tile: Float32Array, { xx, xy, yx, yy, offsetX, offsetY }: TilePlace): Layer {
  return (x, y) => {
    const column = mirrored(Math.round(x * xx + y * xy + offsetX));
    const row = mirrored(Math.round(x * yx + y * yy + offsetY));
    return tile[row * tileSize + column] ?? 0;
  };
}

/** Tiles are mirrored at their borders: so they go on without a seam though they do not fit their own other side. */
function mirrored(value: number): number {
  const inside = value & (2 * tileSize - 1);
  return inside < tileSize ? inside : 2 * tileSize - 1 - inside;
}
