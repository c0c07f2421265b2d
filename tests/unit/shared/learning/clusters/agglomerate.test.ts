import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agglomerate } from '#shared/learning/clusters/agglomerate.ts';
import { projected, unit } from '#shared/learning/clusters/projection.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';

const row = (...values: number[]): Float32Array => Float32Array.from(values);

/** Ward's tree by its definition: of all pairs of groups the one whose joining costs least. */
function bySearching(rows: readonly Float32Array[]): { members: number[]; cost: number }[] {
  const mixed = (members: readonly number[]): number => {
    const size = rows[0]?.length ?? 0;
    const mean = Array.from(
      { length: size },
      (_, f) => members.reduce((sum, member) => sum + (rows[member]?.[f] ?? 0), 0) / members.length,
    );
    return members.reduce(
      (sum, member) => sum + mean.reduce((far, m, f) => far + ((rows[member]?.[f] ?? 0) - m) ** 2, 0),
      0,
    );
  };
  let groups = rows.map((_, index) => [index]);
  const merges = [];
  while (groups.length > 1) {
    let best = { a: [0], b: [0], cost: Infinity };
    for (const [index, a] of groups.entries())
      for (const b of groups.slice(index + 1)) {
        const cost = mixed([...a, ...b]) - mixed(a) - mixed(b);
        if (cost < best.cost) best = { a, b, cost };
      }
    const members = [...best.a, ...best.b].sort((x, y) => x - y);
    groups = [...groups.filter((one) => one !== best.a && one !== best.b), members];
    merges.push({ members, cost: best.cost });
  }
  return merges;
}

function membersOf(merges: ReturnType<typeof agglomerate>, count: number): number[][] {
  const groups: number[][] = Array.from({ length: count }, (_, index) => [index]);
  for (const { a, b } of merges)
    groups.push([...(groups[a] ?? []), ...(groups[b] ?? [])].sort((x, y) => x - y));
  return groups.slice(count);
}

describe('joining what is alike', () => {
  test('one thing is joined with nothing, equal things cost nothing', () => {
    expect(agglomerate([row(1, 2)])).toEqual([]);
    expect(agglomerate([row(1, 2), row(1, 2), row(1, 2)]).map(({ cost }) => cost)).toEqual([0, 0]);
  });

  test('makes the tree that the definition makes', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 20; round += 1) {
      const rows = Array.from({ length: 12 }, () => row(normal(random), normal(random), normal(random)));
      const merges = agglomerate(rows);
      const searched = bySearching(rows);
      expect(membersOf(merges, rows.length)).toEqual(searched.map(({ members }) => members));
      for (const [index, { cost }] of merges.entries())
        expect(cost).toBeCloseTo(searched[index]?.cost ?? 0, 4);
    }
  });

  test('never costs less later, and joins everything once', () => {
    const rows = fc.array(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 }).map((one) => row(...one)),
      { minLength: 2, maxLength: 25 },
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const merges = agglomerate(drawn);
        expect(merges).toHaveLength(drawn.length - 1);
        for (const [index, { cost }] of merges.entries())
          expect(cost).toBeGreaterThanOrEqual(merges[index - 1]?.cost ?? 0);
        const joined = merges.flatMap(({ a, b }) => [a, b]);
        expect(new Set(joined).size).toBe(joined.length);
        for (const [index, { a, b }] of merges.entries())
          expect(Math.max(a, b)).toBeLessThan(drawn.length + index);
      }),
    );
  });
});

test('fewer numbers keep the distances to a tenth or so', () => {
  const random = seededRandom(2);
  const rows = Array.from({ length: 20 }, () => Float32Array.from({ length: 500 }, () => normal(random)));
  const fewer = projected(rows, 128);
  const far = (a: Float32Array, b: Float32Array): number =>
    Math.hypot(...a.map((value, f) => value - (b[f] ?? 0)));
  for (const [index, one] of rows.entries()) {
    const other = (index + 1) % rows.length;
    const was = far(one, rows[other] ?? one);
    expect(fewer[index]).toHaveLength(128);
    expect(far(fewer[index] ?? one, fewer[other] ?? one) / was).toBeGreaterThan(0.8);
    expect(far(fewer[index] ?? one, fewer[other] ?? one) / was).toBeLessThan(1.2);
  }
  expect(unit(row(3, 4))).toEqual(row(0.6, 0.8));
  expect(unit(row(0, 0))).toEqual(row(0, 0));
});
