import { describe, expect, it } from 'vitest';
import { confidenceText, surenessFill } from '../../../../src/renderer/lib/verdict-look.ts';
import { unlabelledMark } from '../../../../src/renderer/lib/class-marks.ts';

const orange = { color: 2, shape: 'square' } as const;

describe('the bar of a verdict', () => {
  it('has the colour of the class that is named', () => {
    expect(surenessFill({ outcome: 'class', sureness: 0.8 }, orange)).toEqual({
      share: 0.8,
      colour: 'var(--class-2)',
    });
    expect(surenessFill({ outcome: 'class', sureness: 1 }, unlabelledMark).colour).toBe('var(--class-7)');
  });

  it('has no class’s colour where none is named, and is empty for what is unlike training', () => {
    expect(surenessFill({ outcome: 'unsure', sureness: 0.3 }, orange)).toEqual({
      share: 0.3,
      colour: 'var(--ink-quiet)',
    });
    expect(surenessFill({ outcome: 'unlike', sureness: 0.99 }, orange).share).toBe(0);
  });

  it('has no confidence beside it where it is that of a guess', () => {
    expect(confidenceText({ outcome: 'unsure', confidence: 0.5 })).toBe('50.0\u00a0%');
    expect(confidenceText({ outcome: 'unlike', confidence: 0.999 })).toBe('');
  });
});
