import { between, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, mirror } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** A big grain of quartz or sea glass: flat facets and shell-like fractures, frosted, letting light through. */
export const quartz: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 4, 7),
    roundness: 0.02 + 0.25 * wear,
    elongation,
    roughness: 0.012,
    roughSize: 0.4,
  });
  const facets = Array.from({ length: wholeBetween(random, 5, 9) }, (_, facet) => {
    const angle = facet * 2.4 + between(random, -0.6, 0.6);
    const steep = between(random, 0.25, 1.1);
    return { x: Math.cos(angle) * steep, y: Math.sin(angle) * steep, at: between(random, 0.36, 0.6) };
  });
  const bite = {
    x: between(random, -0.5, 0.5),
    y: between(random, -0.5, 0.5),
    pitch: between(random, 0.05, 0.1),
  };
  const biteReach = between(random, 0.3, 0.6);
  const frost = noise.cloud(random, { size: 0.14 });
  const flaws = noise.veins(random, { size: 0.8, width: 0.06 });
  const milk = noise.cloud(random, { size: 0.9 });
  const height = between(random, 0.3, 0.42);
  return {
    material: {
      gloss: between(random, 0.4, 0.95) * wetness,
      roughness: between(random, 0.06, 0.28),
      clarity: between(random, 0.1, 0.5),
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      let z = height;
      for (const { x, y, at } of facets) z = Math.min(z, at - x * u - y * v);
      z = Math.min(z, 0.06 + edge * (2.2 - wear));
      const from = Math.hypot(u - bite.x, v - bite.y);
      const bitten = smoothstep(biteReach, biteReach * 0.9, from);
      const wave = Math.sin((from / bite.pitch) * 2 * Math.PI);
      const flaw = flaws(u, v);
      const { top } = cell;
      top.z = Math.max(z, 0.02) - bitten * (0.05 - 0.006 * wave - 0.08 * from) + 0.003 * frost(u, v);
      top.shade = 1 + 0.25 * flaw + 0.08 * frost(u, v);
      top.accent = 0.6 * smoothstep(0, 0.7, milk(u, v));
      top.gloss = 1 - 0.4 * smoothstep(0, 0.6, frost(u, v));
      mirror(cell);
    },
  };
};
