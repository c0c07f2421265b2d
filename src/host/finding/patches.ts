import type { Cv, Mat } from './opencv.ts';
import { withMats } from './opencv.ts';
import type { Patch } from './part-touching.ts';

/** Where connected pixels lie in a picture. */
export interface PatchBox {
  /** In the plane of labels. */
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In pixels. */
  readonly area: number;
}

export interface Patches {
  /** Per pixel the label of its patch, 0 for the ground. */
  readonly labels: Int32Array;
  readonly boxes: readonly PatchBox[];
}

/** Connected pixels (eight neighbours) of a picture of 0 and 255, but for specks. @param leastArea in pixels. */
export function patchesIn(cv: Cv, mask: Mat, leastArea: number): Patches {
  return withMats((keep) => {
    const [labels, stats, centres] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())];
    const count = cv.connectedComponentsWithStats(mask, labels, stats, centres);
    const figures = stats.data32S;
    const boxes: PatchBox[] = [];
    for (let label = 1; label < count; label += 1) {
      const [x = 0, y = 0, width = 0, height = 0, area = 0] = figures.subarray(5 * label, 5 * label + 5);
      if (area >= leastArea) boxes.push({ label, x, y, width, height, area });
    }
    return { labels: labels.data32S.slice(), boxes };
  });
}

/** A patch cut out, with one empty pixel around it. @param across pixels of a row of labels. */
export function patchAlone(labels: Int32Array, across: number, box: PatchBox): Patch {
  const [width, height] = [box.width + 2, box.height + 2];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < box.height; y += 1)
    for (let x = 0; x < box.width; x += 1)
      if (labels[(box.y + y) * across + box.x + x] === box.label) data[(y + 1) * width + x + 1] = 1;
  return { width, height, data };
}
