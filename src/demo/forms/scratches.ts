import type { Random } from '#shared/learning/random.ts';
import { between } from '../draw.ts';
import type { Layer } from '../layer.ts';

/** Straight scratches at random places: 1 in a scratch, 0 beside it. */
export function drawScratches(random: Random, count: number): Layer {
  const main = between(random, 0, Math.PI);
  const scratches = Array.from({ length: count }, () => {
    const angle = main + between(random, -0.5, 0.5);
    return {
      x: between(random, -0.6, 0.6),
      y: between(random, -0.6, 0.6),
      cos: Math.cos(angle),
      sin: Math.sin(angle),
      half: between(random, 0.08, 0.5),
      width: between(random, 0.006, 0.014),
      depth: between(random, 0.4, 1),
    };
  });
  return (u, v) => {
    let deepest = 0;
    for (const { x, y, cos, sin, half, width, depth } of scratches) {
      const across = Math.abs((v - y) * cos - (u - x) * sin);
      if (across > width || Math.abs((u - x) * cos + (v - y) * sin) > half) continue;
      deepest = Math.max(deepest, depth * (1 - across / width));
    }
    return deepest;
  };
}
