import { between, chance, smoothstep } from '../draw.ts';
import { type Shape, mirror, rounded } from '../form.ts';

/** A splinter of wood: grain along its axis, cracks with the grain, ends torn into fibres. */
export const wood: Shape = (random, noise, { elongation, wear, wetness }) => {
  const half = 0.84 / (elongation * between(random, 1, 1.35));
  const taper = between(random, -0.3, 0.3);
  const torn = noise.cloud(random, { size: 0.5, stretch: 9, angle: 0 });
  const tornBy = between(random, 0.08, 0.24) * (1 - 0.6 * wear);
  const wavy = noise.cloud(random, { size: 1.4, stretch: 2, angle: 0 });
  const bend = between(random, -0.12, 0.12);
  const grain = noise.cloud(random, { size: between(random, 0.12, 0.28), stretch: 14, angle: 0 });
  const fine = noise.cloud(random, { size: 0.1, stretch: 10, angle: 0 });
  const cracks = noise.veins(random, { size: 0.7, stretch: 9, angle: 0, width: 0.05 });
  const rings = between(random, 8, 22);
  const knot = chance(random, 0.25) ? { u: between(random, -0.4, 0.4), v: between(random, -0.1, 0.1) } : null;
  const thickness = between(random, 0.14, 0.3);
  return {
    material: { gloss: between(random, 0.05, 0.3) * wetness, roughness: 0.35, clarity: 0, nacre: 0 },
    carve: (u, v, cell) => {
      const y = v - bend * (1 - 2 * u * u);
      const width = half * (1 + taper * u) + 0.05 * wavy(u, v);
      const length = 0.86 - 0.2 * Math.abs(taper) + tornBy * torn(u, v) - tornBy;
      const edge = Math.min(width - Math.abs(y), length - Math.abs(u));
      cell.edge = edge;
      if (edge <= 0) return;
      const eye = knot === null ? 0 : Math.exp(-(((u - knot.u) ** 2 + ((v - knot.v) * 1.6) ** 2) / 0.02));
      const ring = Math.sin(rings * (y + 0.06 * wavy(u, v) + 0.18 * eye) * 3);
      const fibre = grain(u, y);
      const crack = cracks(u, y);
      const { top } = cell;
      top.z =
        thickness * rounded(edge, 0.06 + 0.25 * wear) * (0.8 + 0.2 * Math.cos((y / half) * 1.2)) +
        0.035 * fibre +
        0.012 * fine(u, y) -
        0.05 * crack;
      top.shade = 1 + 0.16 * ring + 0.25 * fibre + 0.15 * fine(u, y) - 0.45 * crack - 0.3 * eye;
      top.accent = 0.5 * smoothstep(0.2, 1, ring) + 0.5 * eye;
      top.gloss = 1 - crack;
      mirror(cell);
    },
  };
};
