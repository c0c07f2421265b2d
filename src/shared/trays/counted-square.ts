import { type Region, regionPixels } from '../camera/region.ts';
import type { CountedRegion } from '../domain/tray.ts';
import { outlineOfBox } from './outline-box.ts';

/** The square of a camera's picture that is counted, as a tray has it. @param width of the picture, in pixels. */
export function countedSquare(region: Region, width: number, height: number): CountedRegion {
  const { x, y, side } = regionPixels(region, width, height);
  return { kind: 'polygon', outline: outlineOfBox({ x, y, width: side, height: side }) };
}
