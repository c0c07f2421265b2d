import { between, smoothstep, wholeBetween } from '../draw.ts';
import type { Shape } from '../form.ts';
import { polygonOutline } from '../outline.ts';

/** A scrap of film: thin, torn, creased, folded over in places, with streaks of light on its wrinkles. */
export const film: Shape = (random, noise, { elongation, wetness }) => {
  const outline = polygonOutline(random, noise, {
    corners: wholeBetween(random, 4, 7),
    roundness: 0.03,
    elongation,
    roughness: between(random, 0.06, 0.14),
    roughSize: between(random, 0.3, 0.7),
  });
  const sag = noise.cloud(random, { size: 1.6 });
  const wrinkle = noise.cloud(random, { size: between(random, 0.9, 1.6), stretch: between(random, 1.5, 4) });
  const wrinkleBy = between(random, 0.05, 0.12);
  const creases = Array.from({ length: wholeBetween(random, 2, 5) }, () => {
    const angle = between(random, 0, Math.PI);
    return {
      cos: Math.cos(angle),
      sin: Math.sin(angle),
      at: between(random, -0.45, 0.45),
      height: between(random, -0.09, 0.09),
      width: between(random, 0.08, 0.25),
    };
  });
  const fold = { angle: between(random, 0, 2 * Math.PI), at: between(random, 0.1, 0.5) };
  const [foldCos, foldSin] = [Math.cos(fold.angle), Math.sin(fold.angle)];
  return {
    material: {
      gloss: between(random, 0.6, 1) * wetness,
      roughness: between(random, 0.06, 0.2),
      clarity: between(random, 0.1, 0.6),
      nacre: 0,
    },
    carve: (u, v, cell) => {
      const edge = outline(u, v);
      cell.edge = edge;
      if (edge <= 0) return;
      let z = 0.15 * sag(u, v);
      const wave = wrinkle(u, v);
      z += wrinkleBy * (1 - 2 * wave * wave);
      let worn = 0;
      for (const { cos, sin, at, height, width } of creases) {
        const across = Math.abs(u * cos + v * sin - at);
        if (across > width) continue;
        z += height * (1 - across / width);
        worn = Math.max(worn, smoothstep(0.014, 0.004, across));
      }
      const beyond = u * foldCos + v * foldSin - fold.at;
      const doubled = smoothstep(0, 0.012, beyond);
      const { top, bottom } = cell;
      top.z = z + 0.012 + 0.04 * doubled;
      // Where two layers lie on each other, and where a crease has gone white, less light passes.
      top.shade = 1 - 0.12 * doubled + 0.3 * worn;
      top.accent = 0.5 * doubled;
      top.gloss = 1 - 0.5 * worn;
      bottom.z = z - 0.012;
      bottom.shade = top.shade;
      bottom.accent = top.accent;
      bottom.gloss = top.gloss;
    },
  };
};
