import { between, chance, smoothstep, wholeBetween } from '../draw.ts';
import { type Shape, mirror } from '../form.ts';
import { type StrandPlace, drawBranch, drawStrand, locate } from '../strand.ts';

/** A filament of line or rope: even width, smooth and shining, plain or twisted of plies, with frayed ends. */
export const fibre: Shape = (random, noise, { wetness }) => {
  const spine = drawStrand(random, between(random, 0.2, 5.5), between(random, 0.02, 0.3));
  const width = between(random, 0.07, 0.14);
  const plies = chance(random, 0.25) ? wholeBetween(random, 2, 3) : 0;
  const pitch = width * between(random, 3, 5);
  const frays = Array.from({ length: wholeBetween(random, 0, 5) }, () => ({
    strand: drawBranch(random, spine, chance(random, 0.5) ? 0.03 : 0.9, between(random, 0.15, 0.35)),
    width: width * between(random, 0.16, 0.3),
  }));
  const flat = chance(random, 0.3) ? 0.45 : 1;
  const grime = noise.cloud(random, { size: 0.5 });
  const place: StrandPlace = { across: 0, along: 0 };
  return {
    material: {
      gloss: between(random, 0.6, 1) * wetness,
      roughness: between(random, 0.08, 0.25),
      clarity: between(random, 0, 0.4),
      nacre: 0,
    },
    carve: (u, v, cell) => {
      locate(spine, u, v, place);
      const { across, along } = place;
      let edge = width - Math.abs(across);
      let height = edge > 0 ? flat * Math.sqrt(Math.max(width * width - across * across, 0)) : 0;
      let shade = 1;
      if (plies > 0 && edge > 0) {
        const phase = (along * spine.length) / pitch + (0.5 * Math.asin(across / width)) / Math.PI;
        const groove = Math.abs(((((phase * plies) % 1) + 1) % 1) - 0.5) * 2;
        height *= 0.7 + 0.3 * Math.sqrt(1 - groove ** 2);
        shade -= 0.25 * smoothstep(0.8, 1, groove);
      }
      for (const { strand, width: thin } of frays) {
        locate(strand, u, v, place);
        const loose = thin - Math.abs(place.across);
        if (loose > edge) {
          edge = loose;
          height = loose > 0 ? Math.sqrt(Math.max(thin ** 2 - place.across ** 2, 0)) + 0.02 : 0;
        }
      }
      cell.edge = edge;
      if (edge <= 0) return;
      const { top } = cell;
      top.z = height;
      top.shade = shade;
      top.accent = smoothstep(0.1, 0.9, grime(u, v)) * 0.6;
      top.gloss = 1;
      mirror(cell);
    },
  };
};
