import { expect, it } from 'vitest';
import { type SimulatedBeach, coverageOf } from '../../../support/simulated-beach.ts';

const beach: SimulatedBeach = {
  density: [12, 20],
  quadrats: 8,
  patchiness: 4,
  shares: [
    [0.9, 0.1],
    [0.15, 0.85],
  ],
  tested: [60, 60],
  blanks: 5,
  contamination: [1, 2],
};

it('holds the truth of a simulated beach in 93 to 97 of 100 cases, where the raw count does in fewer', () => {
  const { corrected, raw } = coverageOf(beach, { simulations: 1000, draws: 160, seed: 7 });
  for (const share of corrected) {
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  }
  // Shells that are taken for plastic make more of it than there is.
  expect(raw[0]).toBeLessThan(0.9);
  for (const [index, share] of raw.entries()) expect(share).toBeLessThan(corrected[index] ?? 0);
});
