import type { ClassMark } from './class-marks.ts';

/** Outlines of the shapes in a box of 12 by 12, of about the same area; circle and ring are circles. */
export const shapeOutlines: Readonly<Record<Exclude<ClassMark['shape'], 'circle' | 'ring'>, string>> = {
  square: 'M1.5 1.5h9v9h-9z',
  triangle: 'M6 1l5.5 10H.5z',
  diamond: 'M6 0l6 6-6 6-6-6z',
  cross: 'M4 1h4v3h3v4H8v3H4V8H1V4h3z',
  hexagon: 'M3 1h6l3 5-3 5H3L0 6z',
  bar: 'M0 4h12v4H0z',
};
