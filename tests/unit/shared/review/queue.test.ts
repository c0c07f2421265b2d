import { expect, test } from 'vitest';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';
import { type Candidate, type Opinion, reviewQueue } from '#shared/review/queue.ts';
import { sampleIdOf } from '../../../support/ids.ts';

const [plastic, stone] = [1, 2];

function says(
  classId: number | null,
  confidence: number,
  outcome: Outcome = confidence >= 0.7 ? 'class' : 'unsure',
): Opinion {
  return { classId, confidence, sureness: confidence, outcome, source: 'asked' };
}

function candidate(sample: number, more: Partial<Candidate>): Candidate {
  return { sample: sampleIdOf(sample), label: null, opinion: null, readings: [], claims: [], ...more };
}

function queued(...candidates: Candidate[]): (readonly [number, string])[] {
  return reviewQueue(candidates).map(({ sample, reason }) => [sample, reason]);
}

test('folders that disagree come first, whatever a model or a reader says', () => {
  const claims = [{ classId: stone, file: 'stone/b.jpg' }];
  expect(
    queued(
      candidate(1, { label: stone, opinion: says(plastic, 0.99) }),
      candidate(2, { label: plastic, readings: [{ person: 'Ines', classId: stone }] }),
      candidate(3, { label: plastic, opinion: says(plastic, 0.99), claims }),
      candidate(4, { label: null, claims }),
    ),
  ).toEqual([
    [3, 'folders'],
    [4, 'folders'],
    [2, 'readers'],
    [1, 'disagrees'],
  ]);
});

test('disagreement comes first, the surest first; then the least sure', () => {
  expect(
    queued(
      candidate(1, { label: plastic, opinion: says(plastic, 0.6) }),
      candidate(2, { label: plastic, opinion: says(stone, 0.8) }),
      candidate(3, { label: null, opinion: says(plastic, 0.95) }),
      candidate(4, { label: stone, opinion: says(plastic, 0.99) }),
      candidate(5, { label: null, opinion: says(stone, 0.51) }),
      candidate(6, { label: stone, opinion: says(plastic, 0.55) }),
    ),
  ).toEqual([
    [4, 'disagrees'],
    [2, 'disagrees'],
    [6, 'disagrees'],
    [5, 'unsure'],
    [1, 'unsure'],
    [3, 'unlabelled'],
  ]);
});

test('what is unlike the training photos needs a look, however confident the model is', () => {
  expect(
    queued(
      candidate(1, { label: plastic, opinion: says(plastic, 0.99, 'unlike') }),
      candidate(2, { label: plastic, opinion: says(plastic, 0.6) }),
      candidate(3, { label: plastic, opinion: says(plastic, 0.99) }),
    ),
  ).toEqual([
    [2, 'unsure'],
    [1, 'unlike'],
  ]);
});

test('readers who disagree come before everything, also without a model', () => {
  const readings = [
    { person: 'Ines', classId: plastic },
    { person: 'Tomas', classId: stone },
  ];
  expect(
    queued(
      candidate(1, { label: plastic, opinion: says(stone, 0.99) }),
      candidate(2, { readings }),
      candidate(3, { label: stone, readings: readings.slice(0, 1) }),
    ),
  ).toEqual([
    [2, 'readers'],
    [3, 'readers'],
    [1, 'disagrees'],
  ]);
});

test('what everybody agrees on needs no look', () => {
  expect(
    queued(
      candidate(1, { label: plastic, opinion: says(plastic, 0.9) }),
      candidate(2, { label: plastic, readings: [{ person: 'Ines', classId: plastic }] }),
      candidate(3, { readings: [{ person: 'Ines', classId: plastic }] }),
      candidate(4, { label: plastic }),
    ),
  ).toEqual([]);
});

test('a class that the lab does not have contradicts nothing', () => {
  expect(queued(candidate(1, { label: plastic, opinion: says(null, 0.9) }))).toEqual([]);
});

test('ties keep the order of the samples', () => {
  expect(
    queued(candidate(2, { opinion: says(plastic, 0.5) }), candidate(1, { opinion: says(plastic, 0.5) })),
  ).toEqual([
    [1, 'unsure'],
    [2, 'unsure'],
  ]);
});
