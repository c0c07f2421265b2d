import { describe, expect, it } from 'vitest';
import { agreementOf, countsOf } from '#shared/domain/session.ts';

describe('agreement of model and person', () => {
  it('is over fragments on which both say something', () => {
    const rows = [
      { outcome: 'class', class: 'plastic', human: 'plastic' },
      { outcome: 'class', class: 'plastic', human: 'plastic' },
      { outcome: 'class', class: 'plastic', human: 'not-plastic' },
      { outcome: 'unsure', class: 'plastic', human: 'plastic' },
      { outcome: 'class', class: 'plastic', human: null },
    ] as const;
    expect(agreementOf(rows)).toMatchObject({
      agreed: 2,
      compared: 3,
      // Two of three, exactly.
      ci95: [expect.closeTo(0.0943, 4), expect.closeTo(0.9916, 4)],
      table: [
        { human: 'plastic', verdict: 'plastic', fragments: 2 },
        { human: 'not-plastic', verdict: 'plastic', fragments: 1, differs: true },
        { human: 'plastic', verdict: 'unsure', fragments: 1 },
        { human: null, verdict: 'plastic', fragments: 1 },
      ],
    });
    expect(agreementOf([]).ci95).toBeNull();
  });
});

it('counts values, the most frequent first', () => {
  expect(countsOf(['a', 'b', 'b'])).toEqual([
    { name: 'b', count: 2 },
    { name: 'a', count: 1 },
  ]);
});
