import { describe, expect, it } from 'vitest';
import { learntMargin } from '#host/detector/margin.ts';

const patch = { x: 20, y: 30, width: 12, height: 9 };

function wider(by: number) {
  return { x: 20 - by, y: 30 - by, width: 12 + 2 * by, height: 9 + 2 * by };
}

describe('the margin of people’s boxes', () => {
  it('is by how much they are wider than the patches in them', () => {
    const elsewhere = { ...patch, x: 200 };
    expect(learntMargin([{ patches: [elsewhere, patch], boxes: [wider(3.5)] }])).toBe(3.5);
  });

  it('is a compromise between boxes of several habits', () => {
    const margin = learntMargin([
      { patches: [patch], boxes: [wider(2)] },
      { patches: [patch], boxes: [wider(4)] },
    ]);
    expect(margin).toBeGreaterThanOrEqual(2);
    expect(margin).toBeLessThanOrEqual(4);
  });

  it('is nothing where there are no boxes or no patches', () => {
    expect(learntMargin([{ patches: [patch], boxes: [] }])).toBe(0);
    expect(learntMargin([{ patches: [], boxes: [patch] }])).toBe(0);
  });
});
