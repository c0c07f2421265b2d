import { describe, expect, it } from 'vitest';
import { classMarks } from '../../../../src/renderer/lib/class-marks.ts';

function named(...names: string[]): { name: string; colour: null }[] {
  return names.map((name) => ({ name, colour: null }));
}

describe('class marks', () => {
  it('keeps the colours of the two words of the field in any order', () => {
    const marks = classMarks(named('not-plastic', 'plastic'));
    expect(marks.get('plastic')).toEqual({ color: 1, shape: 'circle' });
    expect(marks.get('not-plastic')).toEqual({ color: 2, shape: 'square' });
  });

  it('gives other classes marks that none of them shares', () => {
    const marks = classMarks(named('film', 'plastic', 'shell', 'seed', 'stone'));
    const drawn = [...marks.values()].map(({ color, shape }) => `${color} ${shape}`);
    expect(new Set(drawn).size).toBe(5);
    expect(marks.get('plastic')?.color).toBe(1);
  });

  it('gives a class the colour that a person chose, which no other gets by itself', () => {
    const marks = classMarks([
      { name: 'film', colour: 'pink' },
      ...named('shell', 'plastic', 'seed', 'stone'),
    ]);
    expect(marks.get('film')).toEqual({ color: 4, shape: 'diamond' });
    expect(new Set([...marks.values()].map(({ color }) => color)).size).toBe(5);
  });

  it('tells thirty classes apart by colour and shape, none of them like the unlabelled', () => {
    const marks = classMarks(named(...Array.from({ length: 30 }, (_, index) => `class ${index}`)));
    const drawn = [...marks.values()].map(({ color, shape }) => `${color} ${shape}`);
    expect(new Set(drawn).size).toBe(30);
    expect(drawn).not.toContain('7 ring');
  });

  it('gives two classes of one chosen colour different shapes', () => {
    const marks = classMarks([
      { name: 'film', colour: 'pink' },
      { name: 'foam', colour: 'pink' },
    ]);
    expect(marks.get('film')?.shape).not.toBe(marks.get('foam')?.shape);
  });

  it('repeats marks rather than fail where there are more classes than marks', () => {
    expect(classMarks(named(...Array.from({ length: 90 }, (_, index) => `class ${index}`))).size).toBe(90);
  });
});
