import { describe, expect, it } from 'vitest';
import { proposalsIn } from '#host/detector/proposals.ts';
import { seededRandom } from '#shared/learning/random.ts';

const [width, height] = [40, 24];

/** The boxes of connected pixels above a level, found one pixel after another. */
function boxesAbove(data: Uint8Array, level: number): string[] {
  const seen = new Set<number>();
  const boxes: string[] = [];
  for (let start = 0; start < data.length; start += 1) {
    const waiting = [start];
    const found: number[] = [];
    while (waiting.length > 0) {
      const at = waiting.pop() ?? 0;
      if (seen.has(at) || (data[at] ?? 0) <= level) continue;
      seen.add(at);
      found.push(at);
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) waiting.push(v * width + u);
    }
    if (found.length < 8) continue;
    const [xs, ys] = [found.map((at) => at % width), found.map((at) => Math.floor(at / width))];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const box = [left, top, Math.max(...xs) + 1 - left, Math.max(...ys) + 1 - top] as const;
    if (box[2] <= width / 2 && box[3] <= height / 2) boxes.push(box.join(' '));
  }
  return boxes;
}

describe('patches', () => {
  it('are the connected pixels above each level, each box once', () => {
    const random = seededRandom(5);
    const data = Uint8Array.from({ length: width * height }, () =>
      random.below(3) === 0 ? random.below(130) : random.below(7),
    );
    const levels = [4, 6, 8, 10, 13, 17, 22, 28, 36, 46, 60, 80, 110];
    const all = [...new Set(levels.flatMap((level) => boxesAbove(data, level)))];
    const found = proposalsIn({ width, height, data });
    expect(found.length).toBeGreaterThan(10);
    expect(found.map((one) => [one.x, one.y, one.width, one.height].join(' '))).toEqual(all);
  });

  it('know their pixels and how far these are from the ground', () => {
    const data = new Uint8Array(width * height);
    for (let y = 3; y < 6; y += 1) data.fill(50, y * width + 10, y * width + 14);
    data[3 * width + 10] = 62;
    expect(proposalsIn({ width, height, data })).toEqual([
      { x: 10, y: 3, width: 4, height: 3, level: 4, area: 12, contrast: 51 },
    ]);
  });
});
