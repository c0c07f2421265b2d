import { between, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, mirror, rounded } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** Expanded foam: beads pressed together, pitted where beads broke out, dirt in the seams. */
export const foam: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 5, 9),
    roundness: 0.15 + 0.25 * wear,
    elongation,
    roughness: between(random, 0.01, 0.04),
    roughSize: 0.4,
  });
  const beadSize = between(random, 0.12, 0.24);
  const beads = noise.cells(random, { size: beadSize });
  const pores = noise.cells(random, { size: beadSize * between(random, 0.16, 0.26) });
  const lump = noise.cloud(random, { size: 1.1 });
  const dirt = noise.cloud(random, { size: 0.6 });
  const height = between(random, 0.28, 0.42);
  const lostShare = between(random, 0, 0.15);
  return {
    material: {
      gloss: between(random, 0.35, 0.7) * wetness,
      roughness: between(random, 0.12, 0.25),
      clarity: 0,
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const gap = beads.gap(u, v);
      // The outline follows the beads: a bead is there or it is not.
      const edge = outline(u, v) - 0.03 + 0.06 * Math.min(gap, 0.6);
      cell.edge = edge;
      if (edge <= 0) return;
      // Balls that are pressed together: each is a dome around its cell's centre.
      const bead = Math.sqrt(Math.max(0, 1 - (beads.centre(u, v) / 0.85) ** 2));
      const lost = beads.id(u, v) < lostShare ? 1 : 0;
      const pore = smoothstep(0.12, 0, pores.gap(u, v));
      const { top } = cell;
      top.z =
        height * rounded(edge, 0.4) +
        0.05 * lump(u, v) +
        beadSize * (lost === 1 ? -0.3 * bead : 0.42 * bead) -
        0.006 * pore;
      top.shade = 1 - 0.1 * pore + 0.08 * (beads.id(u, v) - 0.5);
      top.accent = smoothstep(0.22, 0, gap) * smoothstep(-0.4, 0.5, dirt(u, v)) * 0.5;
      top.gloss = bead;
      mirror(cell);
    },
  };
};
