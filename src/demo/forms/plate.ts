import { between, chance, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, rounded } from '../form.ts';
import { polygonOutline } from '../outline.ts';
import { drawScratches } from './scratches.ts';

/** A hard fragment: a piece of a moulded wall with broken edges, scratches, pits and bleached patches. */
export const plate: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 3, 7),
    roundness: 0.04 + 0.3 * wear,
    elongation,
    roughness: between(random, 0.01, 0.05),
    roughSize: between(random, 0.3, 0.9),
  });
  const thickness = between(random, 0.08, 0.22);
  const bevel = thickness * between(random, 0.3, 0.5 + wear);
  const warp = noise.cloud(random, { size: 2.4 });
  const warpBy = between(random, 0.02, 0.16);
  const orange = noise.cloud(random, { size: between(random, 0.12, 0.3) });
  const orangeBy = between(random, 0.001, 0.006);
  const bleach = noise.cloud(random, { size: between(random, 0.5, 1.1) });
  const bleachFrom = between(random, -0.1, 0.5);
  const pits = noise.cells(random, { size: between(random, 0.12, 0.3) });
  const pitShare = between(random, 0, 0.22);
  const scratch = drawScratches(random, wholeBetween(random, 3, 16));
  const moulding = drawMoulding(random);
  return {
    material: {
      gloss: between(random, 0.5, 0.95) * wetness,
      roughness: between(random, 0.06, 0.2),
      clarity: chance(random, 0.3) ? between(random, 0.1, 0.35) : 0,
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const bent = warpBy * warp(u, v);
      const wall = thickness * rounded(edge, bevel);
      const pit = pits.id(u, v) < pitShare ? smoothstep(0.35, 0.1, pits.centre(u, v)) : 0;
      const scar = scratch(u, v);
      const relief = moulding(u, v) + orangeBy * orange(u, v);
      const pale = smoothstep(bleachFrom, bleachFrom + 0.5, bleach(u, v) + 0.25 * smoothstep(0.12, 0, edge));
      const { top, bottom } = cell;
      top.z = bent + wall + relief * rounded(edge, 0.1) - 0.022 * pit - 0.008 * scar;
      top.shade = 1 + 0.22 * scar - 0.25 * pit;
      top.accent = pale * 0.7;
      top.gloss = (1 - 0.6 * pale) * (1 - scar) * (1 - 0.5 * pit);
      bottom.z = bent - wall * 0.9;
      bottom.shade = 1 + 0.15 * scar;
      bottom.accent = pale * 0.4;
      bottom.gloss = 1 - 0.4 * pale;
    },
  };
};

/** What the mould left: ribs, a step in the wall, a rim of a ring, or nothing. */
function drawMoulding(random: Parameters<Shape>[0]): (u: number, v: number) => number {
  const angle = between(random, 0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const offset = between(random, -0.35, 0.35);
  const height = between(random, 0.03, 0.07);
  switch (random.below(4)) {
    case 0: {
      const pitch = between(random, 0.16, 0.34);
      return (u, v) => {
        const phase = Math.abs((((u * cos + v * sin) / pitch) % 1) + 1) % 1;
        return height * smoothstep(0.2, 0.26, phase) * smoothstep(0.6, 0.54, phase);
      };
    }
    case 1:
      return (u, v) => height * smoothstep(-0.015, 0.015, u * cos + v * sin - offset);
    case 2: {
      const radius = between(random, 0.3, 0.8);
      return (u, v) => {
        const ring = Math.abs(Math.hypot(u - cos * 0.5, v - sin * 0.5) - radius);
        return height * smoothstep(0.07, 0.045, ring);
      };
    }
    default:
      return () => 0;
  }
}
