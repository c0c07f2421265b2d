import { z } from 'zod';
import published from '../../../resources/vocabularies.json' with { type: 'json' };

/** A word of the field with the names that the published vocabularies have for it. */
const termSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  word: z.string(),
  /** By source: `NVS` is a code of the NERC vocabulary server, `One4All` the word of the Moore Institute's rules. */
  codes: z.partialRecord(z.enum(['NVS', 'One4All']), z.string()),
  /** Other words for the same thing, lower case: what people write and what other programs export. */
  also: z.array(z.string()).default([]),
});
export type Term = z.output<typeof termSchema>;

export type VocabularyName = 'morphotype' | 'colour' | 'polymer';

/** A range of sizes by the largest Feret diameter, lower end included. */
const sizeClassSchema = z.object({
  id: z.string(),
  word: z.string(),
  fromUm: z.number().nonnegative(),
  toUm: z.number().positive().nullable(),
  codes: z.partialRecord(z.enum(['NVS']), z.string()),
});
export type SizeClass = z.output<typeof sizeClassSchema>;

/** `resources/vocabularies.json`. */
const vocabulariesSchema = z.object({
  /** Rises with every change, so that labs look again at words that had no match. */
  version: z.int().positive(),
  morphotype: z.array(termSchema),
  colour: z.array(termSchema),
  polymer: z.array(termSchema),
  sizeClass: z.array(sizeClassSchema),
});

/** The words of the field that this version knows. */
export const vocabularies = vocabulariesSchema.parse(published);

/** The term that a written word stands for: its id, its word, one of its other names or a published name. */
export function termFor(vocabulary: VocabularyName, written: string): Term | undefined {
  const wanted = written.trim().toLowerCase();
  return vocabularies[vocabulary].find(({ id, word, codes, also }) =>
    [id, word, ...Object.values(codes), ...also].some((name) => name.toLowerCase() === wanted),
  );
}

/** The class that a size falls into. @param um largest Feret diameter in µm. */
export function sizeClassOf(um: number): SizeClass | undefined {
  return vocabularies.sizeClass.find(({ fromUm, toUm }) => um >= fromUm && (toUm === null || um < toUm));
}
