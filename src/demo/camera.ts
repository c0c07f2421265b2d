import { type Random, normal } from '#shared/learning/random.ts';
import { between } from './draw.ts';
import { type Raster, blur, photoPixels, photoSize } from './raster.ts';

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

/** Turns linear light into bytes (sRGB, three interleaved channels). The light is blurred in place. */
export function expose(seen: Raster, camera: Camera, random: Random): Uint8Array {
  blur(seen, photoSize, 3, camera.blur);
  let sum = 0;
  for (const value of seen) sum += Math.sqrt(Math.min(value, 1));
  const gain = (camera.target / (sum / seen.length)) ** 2;
  const gains = [gain * camera.red, gain, gain * camera.blue];
  const grain = gaussianTable(random);
  const bytes = new Uint8Array(photoPixels * 3);
  const centre = photoSize / 2;
  let from = 0;
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const x = ((pixel % photoSize) - centre) / centre;
    const y = (Math.floor(pixel / photoSize) - centre) / centre;
    const left = 1 - camera.vignette * 0.5 * (x * x + y * y);
    // Each row starts at a random place of the table: no two rows see the same noise side by side.
    if (pixel % photoSize === 0) from = random.below(grain.length);
    from += 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (seen[3 * pixel + channel] ?? 0) * (gains[channel] ?? 0) * left;
      const noisy = toneCurve(value) + camera.noise * (grain[(from + channel) & tableMask] ?? 0);
      bytes[3 * pixel + channel] = noisy < 0 ? 0 : noisy > 255 ? 255 : noisy;
    }
  }
  return bytes;
}

/** Gamma with a shoulder: highlights roll off instead of clipping. Linear light 0..infinity to 0..255. */
function toneCurve(value: number): number {
  const rolled = value < 0.55 ? value : 0.55 + 0.45 * (1 - Math.exp((0.55 - value) / 0.45));
  return gamma[Math.max(0, Math.round(rolled * gammaSteps))] ?? 255;
}

const gammaSteps = 16_384;
const gamma = Float32Array.from({ length: gammaSteps + 1 }, (_, step) => 255 * (step / gammaSteps) ** 0.4545);

const tableMask = 4095;

/** Normal deviates, enough for noise that nobody reads as a pattern. */
function gaussianTable(random: Random): Float32Array {
  return Float32Array.from({ length: tableMask + 1 }, () => normal(random));
}
