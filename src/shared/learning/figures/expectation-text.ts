import type { Evaluation } from '../plan.ts';
import { countedText } from './figure-text.ts';

/** What a person would count. */
const hundred = 100;

type Measured = Pick<Evaluation, 'accuracy' | 'ci95' | 'n'>;

/** How many of a hundred new things, by a 95 % interval; rounded outwards. */
export function ofHundred([low, high]: readonly [number, number]): readonly [number, number] {
  // What is whole but for the last digit of a double is whole.
  return [Math.floor(hundred * low + 1e-9), Math.ceil(hundred * high - 1e-9)];
}

/**
 * What a person may expect of a model, first of all: `Of 100 new fragments like these, expect 68 to 87 right.`
 *
 * @param test by sample: the photos of one fragment are no new fragments. Of none tested nothing is said.
 */
export function expectationText(test: Measured): string | undefined {
  if (test.n <= 0) return undefined;
  const [low, high] = ofHundred(test.ci95);
  const counted = countedText(test.accuracy, test.n);
  if (counted === null) return `Of 100 new fragments like these, expect ${low} to ${high} right.`;
  const samples = test.n === 1 ? 'test sample' : 'test samples';
  return `${counted} ${samples} right: too few to promise more than ${low} to ${high} of 100 new fragments like these.`;
}

/** The same in a few words: `expect 68 to 87 of 100 right`, `7 of 8 test samples right`. */
export function expectationShort({ accuracy, ci95, n }: Measured): string {
  const counted = countedText(accuracy, n);
  const [low, high] = ofHundred(ci95);
  return counted === null
    ? `expect ${low} to ${high} of 100 right`
    : `${counted} ${n === 1 ? 'test sample' : 'test samples'} right`;
}
