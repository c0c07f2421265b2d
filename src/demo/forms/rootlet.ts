import { between, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, mirror } from '../form.ts';
import { type StrandPlace, drawBranch, drawStrand, locate } from '../strand.ts';

/** A rootlet or stalk: tapering, knotted, ridged along its length, with side roots. */
export const rootlet: Shape = (random, noise, { wetness }) => {
  const spine = drawStrand(random, between(random, 0.2, 5), between(random, 0.1, 0.6));
  const width = between(random, 0.08, 0.15);
  const taper = between(random, 0.2, 0.75);
  const sides = Array.from({ length: wholeBetween(random, 2, 6) }, () => ({
    strand: drawBranch(random, spine, between(random, 0.15, 0.85), between(random, 0.15, 0.45)),
    width: width * between(random, 0.2, 0.45),
  }));
  const lumps = noise.cloud(random, { size: 0.3 });
  const bark = noise.cloud(random, { size: 0.09 });
  const nodes = between(random, 3, 9);
  const ridges = wholeBetween(random, 2, 5);
  const place: StrandPlace = { across: 0, along: 0 };
  return {
    material: { gloss: between(random, 0.1, 0.5) * wetness, roughness: 0.3, clarity: 0, nacre: 0 },
    carve: (u, v, cell) => {
      locate(spine, u, v, place);
      const { across, along } = place;
      const knot = Math.max(0, Math.cos(along * nodes * 2 * Math.PI)) ** 12;
      const here = width * (1 - taper * along) * (1 + 0.4 * lumps(u, v) + 0.3 * knot);
      let edge = here - Math.abs(across);
      let height = edge > 0 ? Math.sqrt(Math.max(here ** 2 - across ** 2, 0)) : 0;
      let ridge = edge > 0 ? Math.cos(ridges * Math.asin(Math.min(Math.abs(across) / here, 1)) * 2) : 0;
      for (const { strand, width: thin } of sides) {
        locate(strand, u, v, place);
        const thinned = thin * Math.max(1 - place.along, 0.15);
        const beside = thinned - Math.abs(place.across);
        if (beside > edge) {
          edge = beside;
          height = beside > 0 ? Math.sqrt(Math.max(thinned ** 2 - place.across ** 2, 0)) : 0;
          ridge = 0;
        }
      }
      cell.edge = edge;
      if (edge <= 0) return;
      const { top } = cell;
      top.z = height * (1 + 0.1 * ridge) + 0.03 * bark(u, v);
      top.shade = 1 + 0.2 * ridge + 0.3 * bark(u, v) - 0.3 * knot;
      top.accent = 0.6 * smoothstep(0, 0.8, lumps(u, v));
      top.gloss = 0.6;
      mirror(cell);
    },
  };
};
