import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';
import type { NoiseAtlas } from './noise.ts';

/** Distance to the outline in the object's units, positive inside. Approximate away from the outline. */
export type Outline = (u: number, v: number) => number;

export interface PolygonOptions {
  readonly corners: number;
  /** Radius of the corners in the object's units; 0 = as sharp as broken glass. */
  readonly roundness: number;
  /** Length over width. */
  readonly elongation: number;
  /** How far the edge strays from straight, in the object's units. */
  readonly roughness: number;
  /** Size of what strays. */
  readonly roughSize: number;
}

/** A convex polygon with broken, torn or rounded edges: the silhouette of fragments of any matter. */
export function polygonOutline(random: Random, noise: NoiseAtlas, options: PolygonOptions): Outline {
  const { corners, roundness, elongation, roughness, roughSize } = options;
  const rough = noise.cloud(random, { size: roughSize });
  const start = between(random, 0, 2 * Math.PI);
  const sides = Array.from({ length: corners }, (_, side) => {
    const angle = start + ((side + between(random, -0.32, 0.32)) / corners) * 2 * Math.PI;
    return {
      cos: Math.cos(angle),
      sin: Math.sin(angle) * elongation,
      // The distance must be one in the object's units although the polygon is squeezed across.
      norm: 1 / Math.hypot(Math.cos(angle), Math.sin(angle) * elongation),
      reach: between(random, 0.56, 0.82),
    };
  });
  const softness = Math.max(roundness, 1e-3) * 0.5;
  return (u, v) => {
    let least = Infinity;
    let sum = 0;
    for (const { cos, sin, norm, reach } of sides) {
      const distance = (reach - cos * u - sin * v) * norm;
      least = Math.min(least, distance);
      if (roundness > 0) sum += Math.exp(-Math.min(distance, 1) / softness);
    }
    const smooth = roundness > 0 ? -softness * Math.log(sum) : least;
    return smooth + roughness * rough(u, v);
  };
}

export interface OvalOptions {
  readonly elongation: number;
  /** Exponent of the superellipse: 2 = ellipse, larger = boxier. */
  readonly power: number;
  /** How much one end is pointed, 0..1. */
  readonly point: number;
  readonly roughness: number;
}

/** An oval: pellets, seeds, pebbles. Its long axis is u. */
export function ovalOutline(random: Random, noise: NoiseAtlas, options: OvalOptions): Outline {
  const { elongation, power, point, roughness } = options;
  const rough = noise.cloud(random, { size: 0.7 });
  return (u, v) => {
    const taper = 1 - point * 0.55 * (u + 0.85);
    const across = (v * elongation) / Math.max(taper, 0.15);
    const radius = (Math.abs(u / 0.85) ** power + Math.abs(across / 0.85) ** power) ** (1 / power);
    return ((1 - radius) * 0.85) / elongation ** 0.5 + roughness * rough(u, v);
  };
}
