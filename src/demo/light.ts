import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';

/** The ring of lamps around a USB microscope's lens; never quite even, so that it has a main direction. */
export interface Light {
  /** Unit vector towards the main light, in view axes. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Share of the light that comes from everywhere, 0..1. */
  readonly ambient: number;
  /** Cosine of the angle between the lens and the ring, seen from the object. */
  readonly ring: number;
  /** Turn of the eight lamps on the ring. */
  readonly turn: number;
}

export function drawLight(random: Random): Light {
  const azimuth = between(random, 0, 2 * Math.PI);
  const elevation = between(random, 0.6, 1.15);
  return {
    x: Math.cos(azimuth) * Math.cos(elevation),
    y: Math.sin(azimuth) * Math.cos(elevation),
    z: Math.sin(elevation),
    ambient: between(random, 0.2, 0.45),
    ring: between(random, 0.6, 0.85),
    turn: between(random, 0, 2 * Math.PI),
  };
}

/** Light that a matt surface with unit normal (x, y, z) returns, about 0..1. */
export function diffuse({ x, y, z, ambient }: Light, nx: number, ny: number, nz: number): number {
  const direct = Math.max(0, nx * x + ny * y + nz * z);
  return ambient * (0.55 + 0.45 * nz) + (1 - ambient) * direct;
}

/** Mirror image of the lamps in a surface with unit normal (x, y, z), blurred by the surface's roughness. */
export function mirrored(light: Light, nx: number, ny: number, nz: number, roughness: number): number {
  const rx = 2 * nz * nx;
  const ry = 2 * nz * ny;
  const rz = 2 * nz * nz - 1;
  const off = (rz - light.ring) / (0.5 * roughness + 0.02);
  if (off > 3 || off < -3) return 0;
  const side =
    (rx * light.x + ry * light.y) / Math.sqrt((rx * rx + ry * ry) * (light.x ** 2 + light.y ** 2) + 1e-9);
  // A polished surface shows the lamps one by one, a rough one a ring.
  const parted = 0.8 - 3 * roughness;
  const lamps = parted <= 0 ? 1 : 1 - parted * (0.5 - 0.5 * Math.cos(8 * (Math.atan2(ry, rx) - light.turn)));
  return Math.exp(-off * off) * (0.52 + 0.48 * side) * lamps * (0.35 / (0.15 + roughness));
}
