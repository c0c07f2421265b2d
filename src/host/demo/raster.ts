/** Side of a photo in pixels. */
export const photoSize = 320;
export const photoPixels = photoSize * photoSize;

/** Linear light, three interleaved channels, row by row. */
export type Raster = Float32Array;

export function emptyRaster(): Raster {
  return new Float32Array(photoPixels * 3);
}

/**
 * Gaussian blur of a picture with interleaved channels; the border repeats. Returns a new array. Wide blurs are three
 * box blurs, whose cost does not grow with their width.
 */
export function blurred(source: Float32Array, channels: number, sigma: number): Float32Array {
  if (sigma < 0.2) return source.slice();
  const passes = sigma < 2.5 ? [gaussian(sigma)] : boxes(sigma);
  let result = source;
  for (const pass of passes) {
    const across = new Float32Array(source.length);
    pass(result, across, channels, channels, photoSize * channels);
    const down = new Float32Array(source.length);
    pass(across, down, channels, photoSize * channels, channels);
    result = down;
  }
  return result;
}

/** Filters all lines of one direction. `step` leads to the next pixel of a line, `line` to the next line. */
type Pass = (
  source: Float32Array,
  target: Float32Array,
  channels: number,
  step: number,
  line: number,
) => void;

function gaussian(sigma: number): Pass {
  const radius = Math.ceil(2.5 * sigma);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const padded = new Float32Array(photoSize + 2 * radius);
  return (source, target, channels, step, line) => {
    for (let at = 0; at < photoSize; at += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const start = at * line + channel;
        takeLine(source, start, step, radius, padded);
        for (let pixel = 0; pixel < photoSize; pixel += 1) {
          let sum = 0;
          for (let tap = 0; tap < kernel.length; tap += 1)
            sum += (kernel[tap] ?? 0) * (padded[pixel + tap] ?? 0);
          target[start + pixel * step] = sum / total;
        }
      }
    }
  };
}

/** Three box blurs that together come close to a Gaussian: their variances add up. */
function boxes(sigma: number): readonly Pass[] {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  const width = 2 * radius + 1;
  const padded = new Float32Array(photoSize + 2 * radius);
  const box: Pass = (source, target, channels, step, line) => {
    for (let at = 0; at < photoSize; at += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const start = at * line + channel;
        takeLine(source, start, step, radius, padded);
        let sum = 0;
        for (let tap = 0; tap < width; tap += 1) sum += padded[tap] ?? 0;
        for (let pixel = 0; pixel < photoSize; pixel += 1) {
          target[start + pixel * step] = sum / width;
          sum += (padded[pixel + width] ?? 0) - (padded[pixel] ?? 0);
        }
      }
    }
  };
  return [box, box, box];
}

/** Copies a line with its end pixels repeated `radius` times. */
function takeLine(
  source: Float32Array,
  start: number,
  step: number,
  radius: number,
  padded: Float32Array,
): void {
  for (let at = 0; at < padded.length; at += 1) {
    const near = at < radius ? 0 : at - radius >= photoSize ? photoSize - 1 : at - radius;
    padded[at] = source[start + near * step] ?? 0;
  }
}
