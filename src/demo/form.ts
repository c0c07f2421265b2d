import type { Random } from '#shared/learning/random.ts';
import type { NoiseAtlas } from './noise.ts';

/** What one side of an object is at one place. */
export interface Skin {
  /** Height over the object's middle plane, in the object's units (its half width is about 0.85). */
  z: number;
  /** Brightness of the matter, times its colour; about 1. */
  shade: number;
  /** Share of the object's second colour: stains, veins, bleached patches. 0..1. */
  accent: number;
  /** Strength of the mirror-like reflection, times the material's; 0..1. */
  gloss: number;
}

/** A place of an object seen along its z axis. */
export interface Cell {
  /** Distance to the outline in the object's units, positive inside. */
  edge: number;
  readonly top: Skin;
  readonly bottom: Skin;
}

export interface Material {
  /** Mirror-like reflection of the ring light, 0 (chalk) .. 1 (glass). */
  readonly gloss: number;
  /** Blur of that reflection, 0.03 (polished) .. 0.5 (frosted). */
  readonly roughness: number;
  /** Share of light that passes a thin place, 0 (stone) .. 1 (clear film). */
  readonly clarity: number;
  /** Strength of the iridescence of nacre, 0..1. */
  readonly nacre: number;
}

/** A body: its matter, and what it is at each place of its middle plane. */
export interface Form {
  readonly material: Material;
  /** Fills in the cell at (u, v), both in -1..1. Only `edge` counts where that is negative. */
  readonly carve: (u: number, v: number, cell: Cell) => void;
}

/** What all bodies of a sample's family have in common, drawn without regard to the class. */
interface Build {
  /** Length over width, 1..2.2. */
  readonly elongation: number;
  /** Worn by sand and waves: 0 (fresh) .. 1 (smooth). */
  readonly wear: number;
  /** Wet or polished surfaces reflect more: a factor of the material's gloss. */
  readonly wetness: number;
}

export type Shape = (random: Random, noise: NoiseAtlas, build: Build) => Form;

/** Both sides alike, the lower one mirrored. */
export function mirror({ top, bottom }: Cell): void {
  bottom.z = -top.z;
  bottom.shade = top.shade;
  bottom.accent = top.accent;
  bottom.gloss = top.gloss;
}

/** A quarter circle of the given radius up from the outline, then level: 0 at the edge, 1 inside. */
export function rounded(edge: number, radius: number): number {
  if (edge <= 0) return 0;
  if (edge >= radius) return 1;
  const t = 1 - edge / radius;
  return Math.sqrt(1 - t * t);
}
