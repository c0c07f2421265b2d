import { describe, expect, it } from 'vitest';
import { sortedRows, tableRows, totals } from '../../../../src/renderer/trays/table-rows.ts';
import { firstOpen, stateOf } from '../../../../src/renderer/trays/steps.ts';
import { thingAt } from '../../../../src/renderer/trays/thing-at.ts';
import { squareAt, trayWithThings } from '../../../support/detections.ts';

const plastic = { id: 1, name: 'plastic' };
const things = [
  squareAt(7, 0, 0, { state: 'accepted', class: plastic }, 30),
  squareAt(5, 0, 0, { state: 'accepted', atEdge: true }, 10),
  squareAt(6, 0, 0, { state: 'rejected' }),
  squareAt(9, 50, 50, { state: 'accepted', class: plastic, touching: true }, 20),
  squareAt(8, 0, 0),
];
const scale = { umPerPixel: 10, source: 'typed', uncertainty: null } as const;

describe('rows of the table', () => {
  it('are what was accepted, numbered in the order in which it came, in µm by the scale', () => {
    const rows = tableRows(things, scale);
    expect(rows.map(({ id, number }) => [id, number])).toEqual([
      [5, 1],
      [7, 2],
      [9, 3],
    ]);
    expect(rows[0]?.maxFeret).toBeCloseTo(10 * Math.SQRT2 * 10);
    expect(rows[0]?.area).toBeCloseTo(10 * 10 * 100);
    expect(tableRows(things, null)[0]?.area).toBeCloseTo(100);
  });

  it('are sorted by any column, equal ones by their number, without a class last', () => {
    const rows = tableRows(things, scale);
    const order = (by: 'area' | 'class' | 'flags', descending = false): number[] =>
      sortedRows(rows, { by, descending }).map(({ number }) => number);
    expect(order('area')).toEqual([1, 3, 2]);
    expect(order('area', true)).toEqual([2, 3, 1]);
    expect(order('class')).toEqual([2, 3, 1]);
    expect(order('flags', true)).toEqual([1, 3, 2]);
  });

  it('come to totals by class', () => {
    expect(totals(tableRows(things, scale))).toEqual([
      { name: 'plastic', count: 2 },
      { name: null, count: 1 },
    ]);
  });
});

describe('steps', () => {
  it('say what is missing, and where to begin', () => {
    const tray = trayWithThings([]);
    expect(firstOpen(tray)).toBe('scale');
    expect(stateOf('region', tray)).toBe('optional');
    expect(firstOpen(trayWithThings([], { scale }))).toBe('find');
    expect(firstOpen(trayWithThings(things, { scale }))).toBe('review');
    const reviewed = { by: 'Ines', at: '2026-11-20' };
    expect(firstOpen(trayWithThings(things, { scale, reviewed }))).toBe('table');
    expect(stateOf('table', trayWithThings(things, { reviewed }))).toBe('open');
  });
});

describe('the thing at a place', () => {
  it('is the smallest that holds it, else the nearest edge within the slack', () => {
    expect(thingAt(things, { x: 5, y: 5 }, 0)?.id).toBe(5);
    expect(thingAt(things, { x: 25, y: 25 }, 0)?.id).toBe(7);
    expect(thingAt(things, { x: 72, y: 71 }, 4)?.id).toBe(9);
    expect(thingAt(things, { x: 90, y: 90 }, 4)).toBeUndefined();
  });
});
