import { describe, expect, it, test } from 'vitest';
import { agreementOf, verdictOf } from '#host/training/devices/agreement.ts';

// As seen on a card that computes in TensorFloat-32.
const processor = [0.7008, 0.6964, 0.6906];
const tf32 = [0.7008, 0.6973, 0.6916];
const plain = [0.700801, 0.696399, 0.690601];

describe('losses', () => {
  test.each([
    ['of the processor itself', processor, 'float32'],
    ['that were added up in another order', plain, 'float32'],
    ['of TensorFloat-32 that happen to be close', [0.7008, 0.6969, 0.6912], 'float32'],
    ['of TensorFloat-32', [0.7008, 0.6973, 0.692], 'tf32'],
    ['of something else', [0.7008, 0.72, 0.74], 'none'],
    ['that are no numbers', [0.7008, NaN, 0.6906], 'none'],
    ['that are too few', [0.7008], 'none'],
  ] as const)('%s', (_, losses, agreement) => {
    expect(agreementOf(losses, processor)).toBe(agreement);
  });

  it('are compared by their share where they are large', () => {
    expect(agreementOf([40.03], [40])).toBe('float32');
    expect(agreementOf([40.3], [40])).toBe('tf32');
  });
});

describe('a card whose losses are not the processor’s', () => {
  it('is used where TensorFloat-32 is why', () => {
    const verdict = verdictOf([...tf32.slice(0, 2), 0.694], plain, processor);
    expect(verdict).toMatchObject({
      usable: true,
      note: expect.stringContaining('TensorFloat-32') as string,
    });
  });

  it('is refused where TensorFloat-32 is too coarse', () => {
    const { usable, note } = verdictOf([0.7008, 0.75, 0.8], plain, processor);
    expect(usable).toBe(false);
    expect(note).toMatch(/too coarse.*0\.8000 where the processor has 0\.7008.*Without it they agree/);
  });

  it('is refused where it differs without TensorFloat-32 too', () => {
    const { usable, note } = verdictOf(tf32, [0.7008, 0.6999, 0.6999], processor);
    expect(usable).toBe(false);
    expect(note).toMatch(/something else.*It is not TensorFloat-32/);
  });

  it('is refused where there is no TensorFloat-32 to switch off', () => {
    const { usable, note } = verdictOf(tf32, undefined, processor);
    expect(usable).toBe(false);
    expect(note).not.toContain('TensorFloat');
  });
});
