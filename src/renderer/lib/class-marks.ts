/** Marks of classes, for the window as for reports and pictures. */
export { type ClassMark, classMarks, unlabelledMark } from '#shared/plots/class-marks.ts';
