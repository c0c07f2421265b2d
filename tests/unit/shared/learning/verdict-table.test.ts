import { describe, expect, it } from 'vitest';
import { batchesOf } from '#shared/learning/prediction/batches.ts';
import { verdictTable } from '#shared/learning/prediction/verdict-table.ts';

const verdict = {
  outcome: 'class' as const,
  class: 'film',
  confidence: 0.9,
  sureness: 0.8,
  distance: null,
  model: 'm',
};

describe('verdictTable', () => {
  it('has a column for each class of any model, and says why a photo has no verdict', () => {
    const { columns, rows } = verdictTable([
      {
        files: ['/a.jpg', '/b.jpg'],
        verdict: { ...verdict, probabilities: { film: 0.9, constructor: 0.1 } },
        label: 'shell',
        reason: null,
      },
      {
        files: ['/c.jpg'],
        verdict: { ...verdict, outcome: 'unlike', probabilities: { film: 1 } },
        label: null,
        reason: null,
      },
      { files: ['/d.jpg'], verdict: null, label: null, reason: 'the file is empty' },
    ]);
    expect(columns.slice(-2)).toEqual(['p_film', 'p_constructor']);
    expect(rows).toEqual([
      ['/a.jpg', '/b.jpg', 'film', 'film', 0.9, 0.8, null, 'shell', 'm', null, 0.9, 0.1],
      ['/c.jpg', '', 'unlike-training', 'film', 0.9, 0.8, null, null, 'm', null, 1, null],
      ['/d.jpg', '', null, null, null, null, null, null, null, 'the file is empty', null, null],
    ]);
  });
});

describe('batchesOf', () => {
  it('parts files, but never the angles of one thing', () => {
    const files = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect([...batchesOf(files, [1, 3, 1, 1], 2)]).toEqual([
      { files: ['a', 'b', 'c', 'd'], angles: [1, 3], done: 4 },
      { files: ['e', 'f'], angles: [1, 1], done: 6 },
    ]);
    expect([...batchesOf([], [], 2)]).toEqual([]);
  });
});
