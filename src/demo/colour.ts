import type { Random } from '#shared/learning/random.ts';
import { between, clamp, pick } from './draw.ts';

/** Linear light, red, green, blue, each 0..1 (more where light is mirrored). */
export type Colour = readonly [number, number, number];

/** Colours that both plastic and natural things on beaches have, as sRGB bytes. */
const beachColours: readonly Colour[] = [
  [231, 226, 212],
  [206, 196, 176],
  [180, 178, 170],
  [186, 156, 112],
  [118, 88, 64],
  [66, 60, 56],
  [112, 124, 98],
  [108, 128, 140],
  [158, 108, 86],
  [198, 176, 118],
  [192, 162, 152],
];

export function fromSrgb([red, green, blue]: Colour): Colour {
  return [(red / 255) ** 2.2, (green / 255) ** 2.2, (blue / 255) ** 2.2];
}

/** The colour of a fragment. Its class has no say: colour alone shall not tell plastic from shell. */
export function drawBodyColour(random: Random): Colour {
  return jittered(random, fromSrgb(pick(random, beachColours)), 0.25);
}

/** A second colour for stains, bands and bleached patches: paler, darker, browner, or another beach colour. */
export function drawAccent(random: Random, body: Colour): Colour {
  const pale: Colour = [0.72, 0.69, 0.62];
  const dark: Colour = [0.05, 0.042, 0.036];
  const rust: Colour = [0.22, 0.11, 0.05];
  const other = fromSrgb(pick(random, beachColours));
  return mixed(body, pick(random, [pale, dark, rust, other]), between(random, 0.25, 0.75));
}

export function jittered(random: Random, [red, green, blue]: Colour, amount: number): Colour {
  const light = 1 + between(random, -amount, amount);
  const channel = (value: number): number =>
    clamp(value * light * (1 + between(random, -amount, amount) / 3), 0.01, 0.9);
  return [channel(red), channel(green), channel(blue)];
}

export function mixed(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}
