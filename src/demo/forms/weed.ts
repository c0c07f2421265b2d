import { between, chance, smoothstep, wholeBetween } from '../draw.ts';
import type { Shape } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** A scrap of leaf or seaweed: thin, with a midrib and side veins, cells between them, eaten at the edge. */
export const weed: Shape = (random, noise, { elongation, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 4, 7),
    roundness: 0.08,
    elongation,
    roughness: between(random, 0.06, 0.14),
    roughSize: between(random, 0.3, 0.7),
  });
  const sag = noise.cloud(random, { size: 1.6 });
  const curl = noise.cloud(random, { size: 0.7 });
  const curlBy = between(random, 0.03, 0.09);
  const cells = noise.cells(random, { size: between(random, 0.05, 0.1) });
  const rot = noise.cloud(random, { size: 0.5 });
  const bend = between(random, -0.3, 0.3);
  const ribWidth = between(random, 0.02, 0.05);
  const veinPitch = between(random, 0.14, 0.26);
  const slant = between(random, 0.5, 1.4);
  const feathered = chance(random, 0.7);
  return {
    material: {
      gloss: between(random, 0.25, 0.7) * wetness,
      roughness: between(random, 0.12, 0.3),
      clarity: between(random, 0.1, 0.45),
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const fromRib = Math.abs(v - bend * u * u);
      const rib = feathered ? smoothstep(ribWidth, ribWidth * 0.3, fromRib) : 0;
      // Side veins leave the midrib at a slant; a blade without midrib has parallel ones.
      const phase = (feathered ? u - slant * fromRib + 0.2 * fromRib ** 2 : v + 0.1 * u * u) / veinPitch;
      const vein = smoothstep(0.12, 0.03, Math.abs(phase - Math.round(phase)));
      const net = smoothstep(0.14, 0.02, cells.gap(u, v));
      const rotten = smoothstep(0.1, 0.7, rot(u, v));
      const z = 0.15 * sag(u, v) + curlBy * curl(u, v);
      const { top, bottom } = cell;
      const raised = 0.03 * rib + 0.014 * vein + 0.004 * net;
      top.z = z + 0.012 - raised * 0.6;
      top.shade = 1 - 0.15 * net + 0.25 * vein + 0.35 * rib - 0.2 * rotten;
      top.accent = 0.7 * rotten;
      top.gloss = 1 - 0.5 * rotten;
      bottom.z = z - 0.012 - raised;
      bottom.shade = top.shade;
      bottom.accent = top.accent;
      bottom.gloss = 0.5;
    },
  };
};
