import { describe, expect, it } from 'vitest';
import { likenessOf } from '#shared/learning/prediction/likeness.ts';
import { whyStrings } from '../../../../src/renderer/bench/why/strings.ts';
import { waitingWord } from '../../../../src/renderer/bench/verdict-words.ts';

describe('how alike two photos are', () => {
  it('is a word on the model’s own scale, on which 1 is as far as known things are', () => {
    const words = [0, 0.02, 0.3, 0.5, 0.7, 0.9, 1, 1.2, 1.5, 1.6, 40].map(likenessOf);
    expect(words).toEqual([
      ...['same', 'same', 'very', 'very', 'alike', 'barely', 'barely'],
      ...['less', 'less', 'unlike', 'unlike'],
    ]);
  });
});

describe('what the nearest photos say to the verdict', () => {
  const { agreement, nearest, alike } = whyStrings;

  it('agrees with it, or asks for a second look', () => {
    expect(agreement.class(4, 5, 'plastic')).toBe('4 of 5 nearest are plastic, as the verdict says.');
    expect(agreement.class(1, 5, 'plastic')).toContain('Only 1 of 5 nearest is plastic, though');
    expect(agreement.class(0, 5, 'plastic')).toContain('None of 5 nearest is plastic, though');
    expect(agreement.unlike(5, 5, 'plastic')).toBe('5 of 5 nearest are plastic; it is unlike all of them.');
  });

  it('begins with the nearest one', () => {
    expect(nearest('plastic', 'S-0031', alike.very)).toBe('Nearest: plastic S-0031, very alike.');
    expect(nearest('plastic', 'S-0031', '')).toBe('Nearest: plastic S-0031.');
  });
});

describe('the word in the place of a verdict', () => {
  it('says that there is no camera, rather than that it looks', () => {
    expect(waitingWord({ kind: 'live' })).toBe('Looking');
    expect(waitingWord({ kind: 'starting' })).toBe('Starting');
    expect(waitingWord({ kind: 'lost', trouble: 'none' })).toBe('No camera');
    expect(waitingWord({ kind: 'lost', trouble: 'frozen' })).toBe('No picture');
  });
});
