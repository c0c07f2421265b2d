import type { CountedRegion, Measures, Outline } from '../domain/tray.ts';
import { feretOf, outlineArea, solidityOf } from './outline.ts';

/** Below it a thing is bent: its length is not the largest distance across it. */
const bentSolidity = 0.6;

/** An outline as it is kept, to 0.01 px. */
export function keptOutline(outline: Outline): [number, number][] {
  return outline.map(([x, y]) => [rounded(x), rounded(y)]);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What an outline alone tells, in pixels; sharpness takes the picture and is null. */
export function outlineMeasures(outline: Outline): Measures {
  const { max, min, line } = feretOf(outline);
  const area = outlineArea(outline);
  const solidity = solidityOf(outline);
  return {
    maxFeret: max,
    minFeret: min,
    feretLine: [...line],
    geodesic: solidity < bentSolidity ? Math.max(max, fibreLength(outline, area)) : max,
    area,
    solidity,
    sharpness: null,
  };
}

/** Length of a bar of this perimeter and area, however it is bent (ISO 9276-6, fibre length); 0 where there is none. */
function fibreLength(outline: Outline, area: number): number {
  let perimeter = 0;
  let [px, py] = outline.at(-1) ?? [0, 0];
  for (const [x, y] of outline) {
    perimeter += Math.hypot(x - px, y - py);
    [px, py] = [x, y];
  }
  const square = perimeter ** 2 - 16 * area;
  return square < 0 ? 0 : (perimeter + Math.sqrt(square)) / 4;
}

/** Whether something is cut by the picture's edge or reaches out of the counted region. @property width of the picture, in pixels. */
export function isAtEdge(
  outline: Outline,
  { width, height, region }: { width: number; height: number; region: CountedRegion | null },
): boolean {
  return outline.some(
    ([x, y]) =>
      x <= 0 || y <= 0 || x >= width || y >= height || (region !== null && !isWithin(region, [x, y])),
  );
}

/** Whether a point lies in a counted region. */
export function isWithin(region: CountedRegion, [x, y]: Outline[number]): boolean {
  if (region.kind === 'ellipse')
    return ((x - region.x) / region.rx) ** 2 + ((y - region.y) / region.ry) ** 2 <= 1;
  let inside = false;
  let [px, py] = region.outline.at(-1) ?? [0, 0];
  for (const [qx, qy] of region.outline) {
    if (qy > y !== py > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) inside = !inside;
    [px, py] = [qx, qy];
  }
  return inside;
}
