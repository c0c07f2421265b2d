import type { Detection, Tray } from '#shared/domain/tray.ts';
import { outlineMeasures } from '#shared/trays/measure-outline.ts';

/** A detection of a square of ten pixels. @param x of its corner at the top left. */
export function squareAt(
  id: number,
  x: number,
  y: number,
  facts: Partial<Detection> = {},
  side = 10,
): Detection {
  const outline: Detection['outline'] = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ];
  return {
    ...{ id, outline, score: 0.5, source: 'threshold', state: 'proposed', atEdge: false, touching: false },
    ...{ measures: outlineMeasures(outline), class: null, classBy: null, verdict: null, sample: null },
    ...facts,
  };
}

/** A tray as it comes from the camera, with counts of what is in it. */
export function trayWithThings(detections: readonly Detection[], facts: Partial<Tray> = {}): Tray {
  const count = (state: Detection['state']): number => detections.filter((one) => one.state === state).length;
  return {
    ...{ id: 1, survey: { id: 1, name: 'North Bay' }, number: 'T-0001', hash: 'a'.repeat(64) },
    ...{ fileName: 'dish.jpg', width: 400, height: 300, takenAt: null, scale: null, region: null },
    ...{ role: 'environmental', replicate: null, reviewed: null, notes: '' },
    counts: { proposed: count('proposed'), accepted: count('accepted'), rejected: count('rejected') },
    ...facts,
  };
}
