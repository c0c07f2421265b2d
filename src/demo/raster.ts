/** Side of a photo in pixels. */
export const photoSize = 320;
export const photoPixels = photoSize * photoSize;

/** Linear light, three interleaved channels, row by row. */
export type Raster = Float32Array;

export function emptyRaster(): Raster {
  return new Float32Array(photoPixels * 3);
}

/**
 * Gaussian blur in place of a square picture with interleaved channels; the border repeats. It is made of passes with a
 * kernel of three taps, whose variances add up: quick for the small blurs of a lens.
 */
export function blur(picture: Float32Array, side: number, channels: number, sigma: number): void {
  const passes = Math.ceil(sigma ** 2 / 0.5);
  // A kernel (a, 1 - 2a, a) has the variance 2a.
  const neighbour = sigma ** 2 / (2 * Math.max(passes, 1));
  const row = side * channels;
  const line = new Float32Array(row);
  for (let pass = 0; pass < passes; pass += 1) {
    for (let y = 0; y < side; y += 1) blurRow(picture, y * row, row, channels, neighbour);
    line.set(picture.subarray(0, row));
    for (let y = 0; y < side; y += 1) {
      const below = y < side - 1 ? row : 0;
      for (let x = 0; x < row; x += 1) {
        const index = y * row + x;
        const here = picture[index] ?? 0;
        picture[index] = here + neighbour * ((line[x] ?? 0) + (picture[index + below] ?? 0) - 2 * here);
        line[x] = here;
      }
    }
  }
}

function blurRow(
  picture: Float32Array,
  start: number,
  length: number,
  channels: number,
  neighbour: number,
): void {
  for (let channel = 0; channel < channels; channel += 1) {
    const end = start + length - channels + channel;
    let before = picture[start + channel] ?? 0;
    for (let index = start + channel; index <= end; index += channels) {
      const here = picture[index] ?? 0;
      const after = index < end ? (picture[index + channels] ?? 0) : here;
      picture[index] = here + neighbour * (before + after - 2 * here);
      before = here;
    }
  }
}
