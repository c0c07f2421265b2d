import { between, chance, smoothstep } from '../draw.ts';
import { type Shape, mirror } from '../form.ts';
import { ovalOutline } from '../outline.ts';

/** A pre-production pellet (nurdle): a lens or short cylinder, waxy, with the dimple and rim that the cutter leaves. */
export const pellet: Shape = (random, noise, { elongation, wear, wetness }) => {
  const outline = ovalOutline(random, noise, {
    elongation: 1 + (elongation - 1) * 0.9,
    power: between(random, 2, 2.8),
    point: between(random, 0, 0.2),
    roughness: 0.01 + 0.015 * wear,
  });
  const reach = between(random, 0.3, 0.6);
  const height = between(random, 0.3, 0.45);
  const dimple = chance(random, 0.6) ? between(random, 0.05, 0.14) : 0;
  const dimpleRadius = between(random, 0.2, 0.36);
  const rim = chance(random, 0.5) ? between(random, 0.01, 0.025) : 0;
  const skin = noise.cloud(random, { size: 0.5 });
  const yellow = noise.cloud(random, { size: 1.2 });
  const nick = noise.cells(random, { size: 0.35 });
  const nickShare = 0.06 + 0.2 * wear;
  return {
    material: {
      gloss: between(random, 0.6, 1) * wetness,
      roughness: between(random, 0.06, 0.22),
      clarity: between(random, 0, 0.45),
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      const t = 1 - Math.min(edge / reach, 1);
      const nicked = nick.id(u, v) < nickShare ? smoothstep(0.3, 0.05, nick.centre(u, v)) : 0;
      const distance = Math.hypot(u, v * elongation);
      const { top } = cell;
      top.z =
        height * Math.sqrt(1 - t * t) +
        0.008 * skin(u, v) -
        0.03 * nicked -
        dimple * smoothstep(dimpleRadius, dimpleRadius * 0.4, distance) +
        rim * smoothstep(0.03, 0, Math.abs(edge - 0.07));
      top.shade = 1 + 0.04 * skin(u, v) - 0.15 * nicked;
      top.accent = smoothstep(0, 0.9, yellow(u, v)) * 0.6;
      top.gloss = 1 - 0.7 * nicked;
      mirror(cell);
    },
  };
};
