import { describe, expect, it } from 'vitest';
import { classMarks } from '../../../../src/renderer/lib/class-marks.ts';

describe('class marks', () => {
  it('keeps the colours of the two words of the field in any order', () => {
    const marks = classMarks(['not-plastic', 'plastic']);
    expect(marks.get('plastic')).toEqual({ color: 1, shape: 'circle' });
    expect(marks.get('not-plastic')).toEqual({ color: 2, shape: 'square' });
  });

  it('gives other classes marks that none of them shares', () => {
    const marks = classMarks(['film', 'plastic', 'shell', 'seed', 'stone']);
    const drawn = [...marks.values()].map(({ color, shape }) => `${color} ${shape}`);
    expect(new Set(drawn).size).toBe(5);
    expect(marks.get('plastic')?.color).toBe(1);
  });

  it('repeats marks rather than fail beyond eight classes', () => {
    expect(classMarks(Array.from({ length: 20 }, (_, index) => `class ${index}`)).size).toBe(20);
  });
});
