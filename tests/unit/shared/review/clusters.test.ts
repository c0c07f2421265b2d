import { describe, expect, test } from 'vitest';
import { agglomerate } from '#shared/learning/clusters/agglomerate.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { Clusters } from '#shared/review/clusters.ts';
import { sampleIdOf } from '../../../support/ids.ts';

/** Clusters of samples 100, 101, … that lie about places, so many about each. */
function about(places: readonly { x: number; spread: number; count: number }[]) {
  const random = seededRandom(3);
  const rows = places.flatMap(({ x, spread, count }) =>
    Array.from({ length: count }, () =>
      Float32Array.from([x, 0, 0, 0, 0, 0], (middle) => middle + spread * normal(random)),
    ),
  );
  const merges = agglomerate(rows);
  return new Clusters({
    samples: rows.map((_, index) => sampleIdOf(100 + index)),
    first: merges.map(({ a }) => a),
    second: merges.map(({ b }) => b),
    cost: merges.map(({ cost }) => cost),
  });
}

const sorted = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe('clusters of samples', () => {
  test('are the kinds there are, the most homogeneous first', () => {
    const clusters = about([
      { x: 0, spread: 0.5, count: 30 },
      { x: 50, spread: 0.1, count: 30 },
      { x: 100, spread: 1, count: 30 },
    ]);
    expect(clusters.cut().map((group) => sorted(clusters.samplesOf(group)))).toEqual([
      from(130, 30),
      from(100, 30),
      from(160, 30),
    ]);
  });

  test('fit on a wall, hold every sample once, and are split to the last one', () => {
    const clusters = about([{ x: 0, spread: 1, count: 300 }]);
    const groups = clusters.cut();
    expect(sorted(groups.flatMap((group) => clusters.samplesOf(group)))).toEqual(from(100, 300));
    for (const group of groups) expect(clusters.samplesOf(group).length).toBeLessThanOrEqual(60);
    const open = [...groups];
    let singles = 0;
    for (let group = open.pop(); group !== undefined; group = open.pop()) {
      const parts = clusters.split(group);
      if (parts === undefined) singles += 1;
      else open.push(...parts);
    }
    expect(singles).toBe(300);
  });

  test('of few that happen to be alike come behind many that are', () => {
    const clusters = about([
      { x: 0, spread: 0.5, count: 40 },
      { x: 50, spread: 0.01, count: 1 },
      { x: 100, spread: 0.5, count: 40 },
    ]);
    expect(clusters.samplesOf(clusters.cut().at(-1) ?? 0)).toEqual([140]);
  });

  test('of no samples are none', () => {
    expect(new Clusters({ samples: [], first: [], second: [], cost: [] }).cut()).toEqual([]);
    expect(new Clusters({ samples: [sampleIdOf(4)], first: [], second: [], cost: [] }).cut()).toEqual([0]);
  });
});
