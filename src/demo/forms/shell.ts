import { between, chance, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, rounded } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** A shell fragment: part of a dome with growth lines around its umbo, sometimes ribs, and nacre inside. */
export const shell: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 4, 7),
    roundness: 0.05 + 0.3 * wear,
    elongation,
    roughness: between(random, 0.01, 0.05),
    roughSize: between(random, 0.25, 0.8),
  });
  const away = between(random, 0.3, 1.4);
  const direction = between(random, 0, 2 * Math.PI);
  const [umboX, umboY] = [Math.cos(direction) * away, Math.sin(direction) * away];
  const thickness = between(random, 0.06, 0.16);
  const dome = between(random, 0.1, 0.3);
  const pitch = between(random, 0.06, 0.15);
  const uneven = noise.cloud(random, { size: 0.9 });
  const fine = noise.cloud(random, { size: 0.4 });
  const lineHeight = between(random, 0.008, 0.02) * (1 - 0.5 * wear);
  const ribs = chance(random, 0.4) ? between(random, 14, 34) : 0;
  const bands = between(random, 0.2, 0.7);
  const chalk = noise.cloud(random, { size: 0.6 });
  return {
    material: {
      gloss: between(random, 0.25, 0.6) * wetness,
      roughness: between(random, 0.12, 0.35),
      clarity: chance(random, 0.3) ? between(random, 0.1, 0.3) : 0,
      nacre: between(random, 0.2, 0.8),
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const radius = Math.hypot(u - umboX, v - umboY) + 0.05 * uneven(u, v);
      const phase = radius / pitch + 0.8 * uneven(u * 0.4, v * 0.4);
      const year = phase - Math.floor(phase);
      // A growth line is a small cliff: it rises slowly and breaks off.
      const ridge = year * smoothstep(1, 0.85, year);
      const rib = ribs > 0 ? 0.5 + 0.5 * Math.cos(ribs * Math.atan2(v - umboY, u - umboX)) : 0;
      const arch = dome * (0.7 - u * u - v * v);
      const wall = rounded(edge, thickness * (0.4 + wear));
      const layer = smoothstep(0.03, 0.02, edge - 0.015 * fine(u, v));
      const { top, bottom } = cell;
      top.z = arch + thickness * wall * 0.6 + lineHeight * ridge * 1.6 + 0.025 * rib - 0.02 * layer;
      top.shade = 1 + 0.12 * fine(u, v) - 0.2 * smoothstep(0.8, 1, year) + 0.08 * rib;
      top.accent = bands * smoothstep(-0.1, 0.5, Math.sin(phase * 1.9) * 0.6 + 0.5 * chalk(u, v));
      top.gloss = 0.5;
      bottom.z = arch - thickness * wall * 0.5 - 0.3 * lineHeight * ridge;
      bottom.shade = 1 + 0.05 * fine(u, v) - 0.05 * smoothstep(0.8, 1, year);
      bottom.accent = 0.15 * bands;
      bottom.gloss = 1;
    },
  };
};
