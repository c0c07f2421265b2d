/** A picture's difference from its ground, per pixel: 0..255. */
export interface Flattened {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface Bytes {
  /** [height, stride, 3]. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels of a row. */
  readonly paddedWidth: number;
}

/** The ground is looked at so much smaller, */
const shrink = 4;
/** and is the median of a square of so many of those pixels on each side of one. */
const reach = 8;

/**
 * Takes a picture's ground away: each channel's distance from the median around it, the largest of the three, smoothed over
 * 3 x 3. What is wider than half the median's square (68 px) is ground itself.
 */
export function flattened(picture: Bytes): Flattened {
  const { width, height } = picture;
  const most = new Uint8Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    const small = shrunk(picture, channel);
    addDistance(most, picture, channel, medians(small));
  }
  return { width, height, data: smoothed(most, width, height) };
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

function shrunk({ pixels, width, height, paddedWidth }: Bytes, channel: number): Plane {
  const [w, h] = [Math.ceil(width / shrink), Math.ceil(height / shrink)];
  const data = new Uint8Array(w * h);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      let [sum, count] = [0, 0];
      for (let v = y * shrink; v < Math.min(height, (y + 1) * shrink); v += 1)
        for (let u = x * shrink; u < Math.min(width, (x + 1) * shrink); u += 1) {
          sum += pixels[(v * paddedWidth + u) * 3 + channel] ?? 0;
          count += 1;
        }
      data[y * w + x] = Math.round(sum / count);
    }
  }
  return { width: w, height: h, data };
}

/** The median of a square around each pixel, by a histogram that moves along a row (Huang, Yang and Tang, 1979). */
function medians({ width, height, data }: Plane): Plane {
  const found = new Uint8Array(width * height);
  const histogram = new Int32Array(256);
  for (let y = 0; y < height; y += 1) {
    histogram.fill(0);
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
    let count = 0;
    const column = (x: number, change: number): void => {
      if (x < 0 || x >= width) return;
      for (let v = top; v <= bottom; v += 1) {
        const value = data[v * width + x] ?? 0;
        histogram[value] = (histogram[value] ?? 0) + change;
      }
      count += change * (bottom - top + 1);
    };
    for (let x = 0; x < reach; x += 1) column(x, 1);
    for (let x = 0; x < width; x += 1) {
      column(x + reach, 1);
      column(x - reach - 1, -1);
      found[y * width + x] = middleOf(histogram, count);
    }
  }
  return { width, height, data: found };
}

function middleOf(histogram: Int32Array, count: number): number {
  let below = 0;
  for (let value = 0; value < 256; value += 1) {
    below += histogram[value] ?? 0;
    if (2 * below >= count) return value;
  }
  return 255;
}

function addDistance(
  most: Uint8Array,
  { pixels, width, height, paddedWidth }: Bytes,
  channel: number,
  ground: Plane,
): void {
  for (let y = 0; y < height; y += 1) {
    const v = Math.max(0, (y + 0.5) / shrink - 0.5);
    const [row, below] = [Math.floor(v), Math.min(ground.height - 1, Math.floor(v) + 1)];
    const down = v - row;
    for (let x = 0; x < width; x += 1) {
      const u = Math.max(0, (x + 0.5) / shrink - 0.5);
      const [column, right] = [Math.floor(u), Math.min(ground.width - 1, Math.floor(u) + 1)];
      const across = u - column;
      const at = (r: number, c: number): number => ground.data[r * ground.width + c] ?? 0;
      const upper = at(row, column) * (1 - across) + at(row, right) * across;
      const lower = at(below, column) * (1 - across) + at(below, right) * across;
      const value = pixels[(y * paddedWidth + x) * 3 + channel] ?? 0;
      const distance = Math.abs(value - (upper * (1 - down) + lower * down));
      if (distance > (most[y * width + x] ?? 0)) most[y * width + x] = distance;
    }
  }
}

function smoothed(data: Uint8Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [sum, count] = [0, 0];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
          sum += data[v * width + u] ?? 0;
          count += 1;
        }
      result[y * width + x] = sum / count;
    }
  }
  return result;
}
