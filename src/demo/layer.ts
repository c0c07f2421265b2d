import type { Random } from '#shared/learning/random.ts';

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

/** Cells of a Worley pattern. Distances are in cell sizes. */
export interface CellLayer {
  /** Distance to the cell's centre, 0..about 1. */
  readonly centre: Layer;
  /** 0 on the border between two cells, growing inwards. */
  readonly gap: Layer;
  /** A constant of each cell, uniform in 0..1. */
  readonly id: Layer;
}

/** Loose grains lying on each other. */
export interface GravelLayer {
  /** Height in grain sizes, 0..about 0.5. */
  readonly height: Layer;
  /** A constant of each grain, uniform in 0..1. */
  readonly id: Layer;
}

/** The noise that other noise is made of. */
export interface BaseNoise {
  cloud(random: Random, placement: Placement): Layer;
  cells(random: Random, placement: Placement): CellLayer;
}
