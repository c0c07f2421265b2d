import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { outlineInBox } from '#host/detector/outline-in-box.ts';
import { outlineArea, feretOf } from '#shared/trays/outline.ts';
import { type Pixels, toPixels } from '#host/imaging/preprocess.ts';

async function picture(shapes: string): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="160" height="120" fill="#cfc6b4"/>${shapes}</svg>`;
  return toPixels(sharp(Buffer.from(svg)));
}

describe('the outline of what lies in a box', () => {
  test('runs where its edge is, however loose the box', async () => {
    const disc = await picture('<circle cx="60.3" cy="50.6" r="14" fill="#2a6fd1"/>');
    const { outline, by } = outlineInBox(disc, { x: 43, y: 34, width: 34, height: 33 });
    expect(by).toBe('edge');
    expect(Math.sqrt(outlineArea(outline) / Math.PI)).toBeCloseTo(14, 0);
    expect(Math.abs(feretOf(outline).max / 28 - 1)).toBeLessThan(0.02);
  });

  test('is that of the thing, not of its neighbour', async () => {
    const two = await picture(
      '<rect x="40" y="40" width="30" height="8" fill="#333"/><rect x="40" y="56" width="60" height="30" fill="#111"/>',
    );
    const { outline, by } = outlineInBox(two, { x: 39, y: 39, width: 32, height: 10 });
    expect(by).toBe('edge');
    expect(Math.abs(outlineArea(outline) / 240 - 1)).toBeLessThan(0.1);
  });

  test('is the ellipse of the box where the picture shows no edge, and at the corner of a picture', async () => {
    const empty = await picture('');
    const { outline, by } = outlineInBox(empty, { x: 30, y: 30, width: 20, height: 10 });
    expect(by).toBe('ellipse');
    expect(outlineArea(outline)).toBeCloseTo((Math.PI / 4) * 200, -1);
    expect(outlineInBox(empty, { x: -5, y: -5, width: 10, height: 10 }).by).toBe('ellipse');
  });
});
