import type { Box } from '#shared/trays/box.ts';
import type { Flattened } from './flat-ground.ts';

/** A patch of a flattened picture above one threshold: where a fragment may lie. */
export interface Proposal extends Box {
  readonly level: number;
  /** Its pixels, and the mean of their distance from the ground. */
  readonly area: number;
  readonly contrast: number;
}

/** Distances from the ground, 0..255, at which patches are looked for: what one splits, another joins. */
const levels = [4, 6, 8, 10, 13, 17, 22, 28, 36, 46, 60, 80, 110] as const;
const leastArea = 8;
/** Larger than this share of the picture's sides is no fragment. */
const mostSide = 0.5;

/** Patches at every level, each box once. */
export function proposalsIn(picture: Flattened): Proposal[] {
  const seen = new Set<string>();
  return levels
    .flatMap((level) => patches(picture, level))
    .filter(({ x, y, width, height }) => {
      const key = `${x} ${y} ${width} ${height}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** Connected patches (eight neighbours) above a level. */
function patches({ width, height, data }: Flattened, level: number): Proposal[] {
  const isSeen = new Uint8Array(data.length);
  const stack = new Int32Array(data.length);
  const found: Proposal[] = [];
  for (let start = 0; start < data.length; start += 1) {
    if (isSeen[start] === 1 || (data[start] ?? 0) <= level) continue;
    let size = 0;
    const push = (at: number): void => {
      if (isSeen[at] === 1 || (data[at] ?? 0) <= level) return;
      isSeen[at] = 1;
      stack[size] = at;
      size += 1;
    };
    push(start);
    let [left, top, right, bottom, area, sum] = [width, height, 0, 0, 0, 0];
    while (size > 0) {
      size -= 1;
      const at = stack[size] ?? 0;
      const [x, y] = [at % width, Math.floor(at / width)];
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      area += 1;
      sum += data[at] ?? 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) push(v * width + u);
    }
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    if (area < leastArea || box.width > mostSide * width || box.height > mostSide * height) continue;
    found.push({ ...box, level, area, contrast: sum / area });
  }
  return found;
}

/** The same with a margin, as people draw boxes a little wider than what is in them. */
export function withMargin<One extends Box>(box: One, margin: number): One {
  return {
    ...box,
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
}
