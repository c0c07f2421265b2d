import { expect, test } from 'vitest';
import {
  aloneText,
  besideText,
  incomparableText,
  nothingSharedText,
  offerNotes,
} from '#shared/learning/compare/offer.ts';

const none = { seenByFirst: 0, seenBySecond: 0, unknownClass: 0, changed: 0 };

test('an offer says by how much on how many samples, and asks', () => {
  const better = { a: 0.9, b: 0.75, difference: 0.15, ci95: [0.05, 0.26] } as const;
  expect(besideText('Old', better, 40)).toEqual({
    standing: 'better',
    sentence:
      'Better than the one in use, “Old”, by 15.0 points [5.0, 26.0] on the same 40 samples (36 against 30 named rightly): use it?',
  });
  const worse = { a: 0.75, b: 0.9, difference: -0.15, ci95: [-0.26, -0.05] } as const;
  expect(besideText('Old', worse, 40)).toEqual({
    standing: 'worse',
    sentence:
      'Worse than the one in use, “Old”, by 15.0 points [5.0, 26.0] on the same 40 samples (30 against 36 named rightly): keep the one in use?',
  });
  const alike = { a: 0.75, b: 0.7, difference: 0.05, ci95: [-0.15, 0.25] } as const;
  expect(besideText('Old', alike, 20)).toEqual({
    standing: 'alike',
    sentence:
      'No difference from the one in use, “Old”, can be shown on the same 20 samples: +5.0 points [−15.0, +25.0], 15 against 14 named rightly. Use it, or keep the one in use?',
  });
  const few = { a: 1, b: 0, difference: 1, ci95: [-0.3, 1] } as const;
  expect(besideText('Old', few, 1).sentence).toBe(
    'No difference from the one in use, “Old”, can be shown on the same 1 sample: 1 against 0 named rightly. Use it, or keep the one in use?',
  );
});

test('where nothing is in use, what is known of it is said, and the doubt', () => {
  const sound = aloneText({ what: 'test samples', n: 50, right: 45, commonest: 25 });
  expect(sound.sentence).toBe(
    'No model is in use. This one named 45 of 50 test samples rightly; naming the commonest class every time would have named 25: use it?',
  );
  expect(aloneText({ what: 'test samples', n: 2, right: 0, commonest: 1 }).sentence).toBe(
    'No model is in use. It named 0 of 2 test samples rightly, no more than naming the commonest class every time would (1 of 2). Use it all the same?',
  );
  expect(aloneText(null).sentence).toContain('nobody knows how often it is right. Use it all the same?');
  expect(aloneText(undefined).sentence).toContain('trained in another lab');
});

test('what cannot be compared says why, and what is left out is counted', () => {
  expect(nothingSharedText({ ...none, seenByFirst: 3 })).toContain('had a part in the training of the other');
  expect(nothingSharedText({ ...none, unknownClass: 3 })).toBe('they do not know the same classes');
  expect(incomparableText('Old', nothingSharedText(none)).sentence).toBe(
    'Cannot be compared with the one in use, “Old”: neither was tested on samples of this lab. Use it all the same?',
  );
  expect(offerNotes({ ...none, seenByFirst: 12, changed: 1 }, { inUse: true, offered: false })).toEqual([
    '12 samples left out: the one in use learnt from them, or was chosen by them.',
    '1 sample left out: they were labelled otherwise when the other was trained.',
    'The one in use was trained elsewhere: whether it has seen these samples is not known, so it may look better than it is.',
  ]);
});
