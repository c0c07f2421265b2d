import { numberText } from '../../written.ts';
import { z } from 'zod';
import type { Difference } from '../../studies/summary.ts';
import { estimateSchema } from '../figures/cluster-bootstrap.ts';
import { percentText, signedText } from '../figures/figure-text.ts';
import { type HeldOut, doubtText } from './doubt.ts';
import type { SharedTest } from './shared-test.ts';

/** How a model stands to the one in use. */
export const standings = ['better', 'worse', 'alike', 'incomparable', 'alone', 'in-use'] as const;

/** Below so many samples counts say more than points. */
const fewest = 10;

/** What a person is told before they decide whether a model is put in use. */
export const offerSchema = z.object({
  model: z.int(),
  /** Null: none is. */
  inUse: z.object({ model: z.int(), name: z.string() }).nullable(),
  /** `alone`: there is nothing to compare it with; `in-use`: it is the one. */
  standing: z.enum(standings),
  /** Ends with a question, where there is something to decide. */
  sentence: z.string(),
  /** What a reader has to know of the comparison, in sentences. */
  notes: z.array(z.string()),
  /** What both were asked about; nothing where they cannot be compared. */
  samples: z.int(),
  photos: z.int(),
  /** Accuracy by sample less that of the one in use. */
  difference: estimateSchema.nullable(),
});
export type Offer = z.infer<typeof offerSchema>;

type Told = Pick<Offer, 'standing' | 'sentence'>;

/** Of the model in use itself. */
export const inUseText: Told = { standing: 'in-use', sentence: 'This model is in use.' };

/** Of a model where none is in use. @param held null where nothing was kept back; undefined where it is not known. */
export function aloneText(held: HeldOut | null | undefined): Told {
  const standing = 'alone';
  if (held === undefined)
    return { standing, sentence: 'No model is in use, and this one was trained in another lab: use it?' };
  const doubt = doubtText(held);
  if (doubt !== null || held === null)
    return { standing, sentence: `No model is in use. ${doubt ?? ''} Use it all the same?` };
  const { what, n, right, commonest } = held;
  return {
    standing,
    sentence: `No model is in use. This one named ${right} of ${n} ${what} rightly; naming the commonest class every time would have named ${commonest}: use it?`,
  };
}

/** Of a model that is set beside the one in use. @param found by sample, `a` the model that is offered. */
export function besideText(inUse: string, found: Difference, samples: number): Told {
  const on = `the same ${things(samples)}`;
  const counts = `${Math.round(found.a * samples)} against ${Math.round(found.b * samples)} named rightly`;
  const [low, high] = found.ci95;
  if (low <= 0 && high >= 0) {
    const size = `${signedText(found.difference)} points [${signedText(low)}, ${signedText(high)}], `;
    return {
      standing: 'alike',
      sentence: `No difference from the one in use, “${inUse}”, can be shown on ${on}: ${samples < fewest ? '' : size}${counts}. Use it, or keep the one in use?`,
    };
  }
  const isBetter = low > 0;
  const [least, most] = isBetter ? [low, high] : [-high, -low];
  const size = `${percentText(Math.abs(found.difference))} points [${percentText(least)}, ${percentText(most)}]`;
  return {
    standing: isBetter ? 'better' : 'worse',
    sentence:
      `${isBetter ? 'Better' : 'Worse'} than the one in use, “${inUse}”, by ${size} on ${on} (${counts}): ` +
      `${isBetter ? 'use it' : 'keep the one in use'}?`,
  };
}

/** Of a model that cannot be set beside the one in use. @param reason a clause. */
export function incomparableText(inUse: string, reason: string): Told {
  return {
    standing: 'incomparable',
    sentence: `Cannot be compared with the one in use, “${inUse}”: ${reason}. Use it all the same?`,
  };
}

/** Why there is not one sample that both can be compared on, as a clause. */
export function nothingSharedText({
  seenByFirst,
  seenBySecond,
  unknownClass,
}: SharedTest['leftOut']): string {
  if (unknownClass > 0 && seenByFirst + seenBySecond === 0) return 'they do not know the same classes';
  if (seenByFirst + seenBySecond > 0)
    return 'every test sample of one had a part in the training of the other. Train on the same split to compare them';
  return 'neither was tested on samples of this lab';
}

/**
 * What the figures of a comparison leave out, and what is not known.
 *
 * @param leftOut with the one in use as the first.
 * @param unknown whether it is not known what they were trained on.
 */
export function offerNotes(
  { seenByFirst, seenBySecond, unknownClass, changed }: SharedTest['leftOut'],
  unknown: { readonly inUse: boolean; readonly offered: boolean },
): string[] {
  const left = (count: number, why: string): string[] =>
    count === 0 ? [] : [`${things(count)} left out: ${why}.`];
  const elsewhere = (who: string): string =>
    `${who} was trained elsewhere: whether it has seen these samples is not known, so it may look better than it is.`;
  return [
    ...left(seenByFirst, 'the one in use learnt from them, or was chosen by them'),
    ...left(seenBySecond, 'this model learnt from them, or was chosen by them'),
    ...left(unknownClass, 'only one of the two knows their class'),
    ...left(changed, 'they were labelled otherwise when the other was trained'),
    ...(unknown.inUse ? [elsewhere('The one in use')] : []),
    ...(unknown.offered ? [elsewhere('This model')] : []),
  ];
}

function things(samples: number): string {
  return `${numberText(samples)} ${samples === 1 ? 'sample' : 'samples'}`;
}
