import { between, chance, smoothstep } from '../draw.ts';
import { type Shape, mirror } from '../form.ts';
import { ovalOutline } from '../outline.ts';

/** A seed: an oval hull with a seam, a scar where it hung, and ribs or a net of pits. */
export const seed: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = ovalOutline(random, noise, {
    elongation: 1 + (elongation - 1) * 0.9,
    power: between(random, 2, 2.4),
    point: between(random, 0.1, 0.6),
    roughness: 0.008 + 0.015 * wear,
  });
  const reach = between(random, 0.4, 0.65);
  const height = between(random, 0.3, 0.45);
  const netted = chance(random, 0.45);
  const net = noise.cells(random, { size: between(random, 0.09, 0.17) });
  const ribs = between(random, 9, 22);
  const bend = noise.cloud(random, { size: 1.5 });
  const blotch = noise.cloud(random, { size: 0.4, stretch: 2, angle: 0 });
  const seamAt = between(random, -0.25, 0.25);
  const hilum = { u: between(random, 0.45, 0.66), size: between(random, 0.08, 0.15) };
  const relief = between(random, 0.012, 0.028);
  return {
    material: {
      gloss: between(random, 0.25, 0.7) * wetness,
      roughness: between(random, 0.1, 0.3),
      clarity: chance(random, 0.3) ? between(random, 0.1, 0.3) : 0,
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const t = 1 - Math.min(edge / reach, 1);
      const middle = Math.max(1 - Math.abs(u / 0.85) ** 2, 0.05) ** 0.5;
      // Meridians from tip to tip, as the ribs of a melon.
      const meridian = (v * elongation) / (0.85 * middle) + 0.12 * bend(u, v);
      const rib = 0.5 + 0.5 * Math.cos(ribs * Math.asin(Math.max(-1, Math.min(1, meridian))));
      const pit = smoothstep(0.05, 0.35, net.gap(u, v));
      const hull = netted ? -pit : rib;
      const seam = smoothstep(0.05, 0.015, Math.abs(meridian - seamAt));
      const scar = smoothstep(
        hilum.size,
        hilum.size * 0.7,
        Math.hypot(u - hilum.u, (v - seamAt * 0.3) * 1.4),
      );
      const { top } = cell;
      top.z = height * Math.sqrt(1 - t * t) + relief * hull - 0.03 * seam - 0.03 * scar;
      top.shade = 1 + 0.18 * (netted ? 0.5 - pit : rib - 0.5) + 0.15 * blotch(u, v) - 0.25 * seam;
      top.accent = Math.max(scar, 0.6 * smoothstep(0.1, 0.7, blotch(u, v)));
      top.gloss = 1 - 0.7 * Math.max(seam, scar);
      mirror(cell);
    },
  };
};
