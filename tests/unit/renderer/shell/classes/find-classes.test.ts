import { describe, expect, it } from 'vitest';
import { findClasses } from '../../../../../src/renderer/shell/classes/find-classes.ts';

const classes = ['fibre', 'film, clear', 'Schnürrest', 'foam', 'pellet', 'paint film'].map((name, index) => ({
  id: 10 + index,
  name,
}));
const found = (text: string, recent: number[] = []): string[] =>
  findClasses(text, classes, recent).map(({ name }) => name);

describe('looking for a class', () => {
  it('puts names that begin so before words inside them', () => {
    expect(found('fi')).toEqual(['fibre', 'film, clear', 'paint film']);
    expect(found('film')).toEqual(['film, clear', 'paint film']);
  });

  it('takes a number for the place in the list', () => {
    expect(found('5')).toEqual(['pellet']);
    const many = Array.from({ length: 30 }, (_, index) => ({ id: index, name: `kind ${index}` }));
    expect(findClasses('12', many)[0]?.name).toBe('kind 11');
  });

  it('minds neither capitals nor accents', () => {
    expect(found('SCHNUR')).toEqual(['Schnürrest']);
  });

  it('shows those chosen last first where nothing is typed, and forgets classes that are gone', () => {
    expect(found('', [14, 99, 11]).slice(0, 3)).toEqual(['pellet', 'film, clear', 'fibre']);
    expect(found('')).toHaveLength(classes.length);
  });

  it('finds nothing rather than anything', () => {
    expect(found('glass')).toEqual([]);
  });
});
