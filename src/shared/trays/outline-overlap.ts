import type { Outline } from '../domain/tray.ts';
import { boundsOf } from './bounds.ts';
import { overlapOf } from './box.ts';

/** Lines across both outlines on which their overlap is measured. */
const lines = 64;

/** The area that two outlines share over the area that they cover together, 0..1, to about 1 %. */
export function outlineOverlap(a: Outline, b: Outline): number {
  const [boxA, boxB] = [boundsOf(a), boundsOf(b)];
  if (overlapOf(boxA, boxB) === 0) return 0;
  const top = Math.min(boxA.y, boxB.y);
  const height = Math.max(boxA.y + boxA.height, boxB.y + boxB.height) - top;
  let [shared, together] = [0, 0];
  for (let line = 0; line < lines; line += 1) {
    const y = top + ((line + 0.5) / lines) * height;
    const [inA, inB] = [crossings(a, y), crossings(b, y)];
    const both = commonLength(inA, inB);
    shared += both;
    together += lengthOf(inA) + lengthOf(inB) - both;
  }
  return together === 0 ? 0 : shared / together;
}

/** Where a line across enters and leaves an outline, in pairs from the left. */
function crossings(outline: Outline, y: number): number[] {
  const found: number[] = [];
  let [px, py] = outline.at(-1) ?? [0, 0];
  for (const [x, v] of outline) {
    if (v > y !== py > y) found.push(px + ((y - py) / (v - py)) * (x - px));
    [px, py] = [x, v];
  }
  return found.sort((a, b) => a - b);
}

function lengthOf(pairs: readonly number[]): number {
  let length = 0;
  for (let at = 0; at + 1 < pairs.length; at += 2) length += (pairs[at + 1] ?? 0) - (pairs[at] ?? 0);
  return length;
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  for (let i = 0; i + 1 < a.length; i += 2)
    for (let j = 0; j + 1 < b.length; j += 2)
      length += Math.max(0, Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0) - Math.max(a[i] ?? 0, b[j] ?? 0));
  return length;
}
