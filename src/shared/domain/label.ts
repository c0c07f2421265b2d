import { z } from 'zod';

/** What is printed on a sample's label: the sample's number and its survey's name. */
export const labelledSampleSchema = z.object({ surveyName: z.string(), number: z.string() });
export type LabelledSample = z.infer<typeof labelledSampleSchema>;

/**
 * What a label's code says. A USB scanner types it like a keyboard, with Enter behind it: the stroke takes the keys to the
 * search field, the words find the sample, Enter opens it.
 */
export function labelText({ surveyName, number }: LabelledSample): string {
  return `/${surveyName} ${number}`;
}

/**
 * Reads a code. Names and numbers may both hold spaces, so a label can be read in more than one way; the lab knows which
 * of them is a sample.
 *
 * @returns every way to read it, the shortest number first; empty where it is no label of ours.
 */
export function readLabel(text: string): LabelledSample[] {
  if (!text.startsWith('/') || text.includes('\n')) return [];
  const words = text.slice(1).split(' ');
  return words
    .slice(1)
    .map((_word, index) => ({
      surveyName: words.slice(0, index + 1).join(' '),
      number: words.slice(index + 1).join(' '),
    }))
    .filter(({ surveyName, number }) => surveyName !== '' && number !== '')
    .toReversed();
}
