import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';
import { type Raster, blurred, photoPixels, photoSize } from './raster.ts';

/** What a cheap USB microscope makes of the light: its settings for one photo. */
export interface Camera {
  /** Mean brightness that the automatic exposure aims at, 0..1 after gamma. */
  readonly target: number;
  /** White balance: gains of red and blue. */
  readonly red: number;
  readonly blue: number;
  /** Loss of light in the corners, 0..1. */
  readonly vignette: number;
  /** Defocus in pixels (sigma). */
  readonly blur: number;
  /** Sensor noise at mid grey, in 0..255. */
  readonly noise: number;
  readonly jpegQuality: number;
}

export function drawCamera(random: Random): Camera {
  return {
    target: between(random, 0.38, 0.56),
    red: between(random, 0.88, 1.14),
    blue: between(random, 0.86, 1.14),
    vignette: between(random, 0.05, 0.4),
    blur: between(random, 0.5, 1.1),
    noise: between(random, 1, 5),
    jpegQuality: Math.round(between(random, 78, 92)),
  };
}

/** Turns linear light into bytes (sRGB, three interleaved channels). */
export function expose(light: Raster, camera: Camera, random: Random): Uint8Array {
  const seen = blurred(light, 3, camera.blur);
  let sum = 0;
  for (const value of seen) sum += Math.sqrt(Math.min(value, 1));
  const gain = (camera.target / (sum / seen.length)) ** 2;
  const gains = [gain * camera.red, gain, gain * camera.blue];
  const grain = gaussianTable(random);
  const bytes = new Uint8Array(photoPixels * 3);
  const centre = photoSize / 2;
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const x = ((pixel % photoSize) - centre) / centre;
    const y = (Math.floor(pixel / photoSize) - centre) / centre;
    const left = 1 - camera.vignette * 0.5 * (x * x + y * y);
    // Noise comes in rows of the table at random offsets: no two places of the photo see the same run of it.
    const from = random.below(grain.length);
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (seen[3 * pixel + channel] ?? 0) * (gains[channel] ?? 0) * left;
      const noisy = 255 * toneCurve(value) + camera.noise * (grain[(from + channel) & tableMask] ?? 0);
      bytes[3 * pixel + channel] = noisy < 0 ? 0 : noisy > 255 ? 255 : noisy;
    }
  }
  return bytes;
}

/** Gamma with a shoulder: highlights roll off instead of clipping. 0..infinity to 0..1. */
function toneCurve(value: number): number {
  const rolled = value < 0.6 ? value : 0.6 + 0.4 * (1 - Math.exp(-(value - 0.6) / 0.4));
  return Math.max(rolled, 0) ** 0.4545;
}

const tableMask = 4095;

/** Normal deviates (Box and Muller), enough for noise that nobody reads as a pattern. */
function gaussianTable(random: Random): Float32Array {
  return Float32Array.from(
    { length: tableMask + 1 },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
}
