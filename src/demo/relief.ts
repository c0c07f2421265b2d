import { clamp } from './draw.ts';
import type { Cell, Form, Material, Skin } from './form.ts';

/** Cells along a side of the square -1..1 that holds an object. */
export const reliefSize = 288;
const cellSize = 2 / reliefSize;

/** One side of an object, baked; arrays of reliefSize x reliefSize, row by row. */
export interface Face {
  readonly z: Float32Array;
  readonly shade: Float32Array;
  readonly accent: Float32Array;
  readonly gloss: Float32Array;
}

/** An object baked to a grid, so that all of its angles can be traced quickly. */
export interface Relief {
  readonly material: Material;
  /** Distance to the outline, positive inside. */
  readonly edge: Float32Array;
  readonly top: Face;
  readonly bottom: Face;
  readonly highest: number;
  readonly lowest: number;
  /** Largest Feret diameter of the outline, in the object's units. */
  readonly feret: number;
  /** Mean of accent, and of shade, over both sides: what the mean colour depends on. */
  readonly meanAccent: number;
  readonly meanShade: number;
}

export function bakeRelief(form: Form): Relief {
  const length = reliefSize * reliefSize;
  const edge = new Float32Array(length);
  const top = emptyFace(length);
  const bottom = emptyFace(length);
  const cell: Cell = { edge: -1, top: emptySkin(), bottom: emptySkin() };
  for (let row = 0; row < reliefSize; row += 1) {
    for (let column = 0; column < reliefSize; column += 1) {
      const index = row * reliefSize + column;
      const u = (column + 0.5) * cellSize - 1;
      const v = (row + 0.5) * cellSize - 1;
      form.carve(u, v, cell);
      edge[index] = u * u + v * v < 0.97 ? cell.edge : -1;
      if ((edge[index] ?? 0) > 0) {
        store(top, index, cell.top);
        store(bottom, index, cell.bottom);
      }
    }
  }
  shadeCavities(edge, top, 1);
  shadeCavities(edge, bottom, -1);
  return { material: form.material, edge, top, bottom, ...measure(edge, top, bottom) };
}

function emptyFace(length: number): Face {
  return {
    z: new Float32Array(length),
    shade: new Float32Array(length),
    accent: new Float32Array(length),
    gloss: new Float32Array(length),
  };
}

function emptySkin(): Skin {
  return { z: 0, shade: 1, accent: 0, gloss: 1 };
}

function store(face: Face, index: number, { z, shade, accent, gloss }: Skin): void {
  face.z[index] = z;
  face.shade[index] = Math.max(shade, 0.1);
  face.accent[index] = clamp(accent, 0, 1);
  face.gloss[index] = clamp(gloss, 0, 1);
}

/** Less light reaches what lies lower than its surroundings: seams, pits, the foot of a ridge. */
function shadeCavities(edge: Float32Array, face: Face, up: 1 | -1): void {
  const reach = 5;
  for (let row = reach; row < reliefSize - reach; row += 1) {
    for (let column = reach; column < reliefSize - reach; column += 1) {
      const index = row * reliefSize + column;
      if ((edge[index] ?? 0) <= 0) continue;
      let around = 0;
      let counted = 0;
      for (const [dx, dy] of ring) {
        const other = index + dy * reach * reliefSize + dx * reach;
        if ((edge[other] ?? 0) <= 0) continue;
        around += face.z[other] ?? 0;
        counted += 1;
      }
      if (counted === 0) continue;
      const depth = up * (around / counted - (face.z[index] ?? 0));
      face.shade[index] = (face.shade[index] ?? 0) * clamp(1 - 9 * depth, 0.45, 1.12);
    }
  }
}

const ring = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;

type Measures = Pick<Relief, 'highest' | 'lowest' | 'feret' | 'meanAccent' | 'meanShade'>;

function measure(edge: Float32Array, top: Face, bottom: Face): Measures {
  const directions = Array.from({ length: 36 }, (_, index) => {
    const angle = (index / 36) * Math.PI;
    return { cos: Math.cos(angle), sin: Math.sin(angle), least: Infinity, most: -Infinity };
  });
  let [highest, lowest, accent, shade, inside] = [-Infinity, Infinity, 0, 0, 0];
  for (let index = 0; index < edge.length; index += 1) {
    if ((edge[index] ?? 0) <= 0) continue;
    inside += 1;
    highest = Math.max(highest, top.z[index] ?? 0);
    lowest = Math.min(lowest, bottom.z[index] ?? 0);
    accent += (top.accent[index] ?? 0) + (bottom.accent[index] ?? 0);
    shade += (top.shade[index] ?? 0) + (bottom.shade[index] ?? 0);
    const u = index % reliefSize;
    const v = Math.floor(index / reliefSize);
    for (const direction of directions) {
      const along = (u * direction.cos + v * direction.sin) * cellSize;
      direction.least = Math.min(direction.least, along);
      direction.most = Math.max(direction.most, along);
    }
  }
  const feret = Math.max(...directions.map(({ least, most }) => most - least));
  return { highest, lowest, feret, meanAccent: accent / (2 * inside), meanShade: shade / (2 * inside) };
}

/** Value of a baked array at (u, v) in -1..1, between its cells. */
export function sampleRelief(values: Float32Array, u: number, v: number): number {
  const x = clamp((u + 1) / cellSize - 0.5, 0, reliefSize - 1.001);
  const y = clamp((v + 1) / cellSize - 0.5, 0, reliefSize - 1.001);
  const column = Math.floor(x);
  const row = Math.floor(y);
  const fx = x - column;
  const fy = y - row;
  const index = row * reliefSize + column;
  const upper = (values[index] ?? 0) * (1 - fx) + (values[index + 1] ?? 0) * fx;
  const lower = (values[index + reliefSize] ?? 0) * (1 - fx) + (values[index + reliefSize + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Index of the cell that holds (u, v), or -1 outside the square. */
export function cellAt(u: number, v: number): number {
  const column = Math.floor((u + 1) / cellSize);
  const row = Math.floor((v + 1) / cellSize);
  return column < 0 || row < 0 || column >= reliefSize || row >= reliefSize ? -1 : row * reliefSize + column;
}
