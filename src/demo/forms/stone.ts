import { between, chance, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, mirror, rounded } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** A pebble: a body of mineral grains in several colours, with veins or layers, ground dull by the waves. */
export const stone: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 5, 9),
    roundness: 0.15 + 0.35 * wear,
    elongation,
    roughness: between(random, 0.015, 0.05),
    roughSize: 0.5,
  });
  const grainSize = between(random, 0.04, 0.13);
  const grains = noise.cells(random, { size: grainSize, stretch: between(random, 1, 1.8) });
  const lump = noise.cloud(random, { size: 1 });
  const rough = noise.cloud(random, { size: 0.3 });
  const veins = noise.veins(random, { size: 1.1, stretch: 2.5, width: between(random, 0.03, 0.1) });
  const veined = chance(random, 0.5) ? between(random, 0.5, 1) : 0;
  const layers = noise.cloud(random, { size: 0.35, stretch: 6 });
  const layered = chance(random, 0.35) ? between(random, 0.3, 0.7) : 0;
  const height = between(random, 0.28, 0.45);
  const contrast = between(random, 0.2, 0.7);
  const relief = between(random, 0.004, 0.012);
  return {
    material: {
      gloss: between(random, 0.08, 0.3) * wetness,
      roughness: between(random, 0.2, 0.45),
      clarity: 0,
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const id = grains.id(u, v);
      const mineral = id < 0.16 ? -1 : id > 0.82 ? 0.8 : (id - 0.5) * 0.6;
      const vein = veined * veins(u, v);
      const { top } = cell;
      top.z =
        height * rounded(edge, 0.45) +
        0.07 * lump(u, v) * rounded(edge, 0.3) +
        0.02 * rough(u, v) +
        relief * Math.min(grains.gap(u, v), 0.4) * 2;
      top.shade = (1 + contrast * mineral * 0.6) * (1 + 0.15 * rough(u, v)) * (1 + 0.5 * vein);
      top.accent = Math.max(layered * smoothstep(-0.2, 0.4, layers(u, v)), 0.8 * vein);
      // Mica: a few grains flash.
      top.gloss = id > 0.95 ? 1 : 0.4;
      mirror(cell);
    },
  };
};
