import { seededRandom } from '#shared/learning/random.ts';

/** Whether a place, in pixels, is in a shape. */
export type Shape = (x: number, y: number) => boolean;

export function disc(x: number, y: number, diameter: number): Shape {
  return (u, v) => (u - x) ** 2 + (v - y) ** 2 <= (diameter / 2) ** 2;
}

/** @param angle of the long axis, in degrees. */
export function ellipse(
  x: number,
  y: number,
  [long, short]: readonly [number, number],
  angle: number,
): Shape {
  return turned(x, y, angle, (u, v) => ((2 * u) / long) ** 2 + ((2 * v) / short) ** 2 <= 1);
}

export function bar(x: number, y: number, [long, short]: readonly [number, number], angle: number): Shape {
  return turned(x, y, angle, (u, v) => Math.abs(u) <= long / 2 && Math.abs(v) <= short / 2);
}

function turned(x: number, y: number, angle: number, shape: Shape): Shape {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return (u, v) => shape((u - x) * cos + (v - y) * sin, (v - y) * cos - (u - x) * sin);
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  /** Grey of the ground at a place, and of the shapes. */
  readonly ground?: (x: number, y: number) => number;
  readonly ink?: number;
  /** Standard deviation of the noise of each channel. */
  readonly noise?: number;
  readonly seed?: number;
}

/** Places of a pixel, along each side, at which it is asked what covers it. */
const fine = 8;

function shareCovered(shapes: readonly Shape[], x: number, y: number): number {
  const isIn = (px: number, py: number): boolean => shapes.some((shape) => shape(px, py));
  const corners = [isIn(x, y), isIn(x + 1, y), isIn(x, y + 1), isIn(x + 1, y + 1)];
  if (corners.every((one) => one === corners[0])) return corners[0] === true ? 1 : 0;
  let covered = 0;
  for (let v = 0; v < fine; v += 1)
    for (let u = 0; u < fine; u += 1) if (isIn(x + (u + 0.5) / fine, y + (v + 0.5) / fine)) covered += 1;
  return covered / fine ** 2;
}

/** A picture of shapes with smooth edges, as RGB; each is two pixels thick at least. */
export function drawn({
  width,
  height,
  shapes,
  ground = () => 40,
  ink = 160,
  noise = 0,
  seed = 1,
}: Drawing): {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3;
} {
  const data = new Uint8Array(width * height * 3);
  const random = seededRandom(seed);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const share = shareCovered(shapes, x, y);
      const grey = ground(x, y) * (1 - share) + ink * share;
      for (let channel = 0; channel < 3; channel += 1) {
        // Sum of uniforms: near enough to a normal distribution for noise.
        const away = random.next() + random.next() + random.next() + random.next() - 2;
        data[(y * width + x) * 3 + channel] = Math.round(
          Math.max(0, Math.min(255, grey + away * Math.sqrt(3) * noise)),
        );
      }
    }
  return { data, width, height, channels: 3 };
}
