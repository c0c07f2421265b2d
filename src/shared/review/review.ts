import { z } from 'zod';
import { agreementSchema } from './agreement.ts';
import { reviewItemSchema } from './queue.ts';

/** The review queue, its most urgent part. */
export const reviewListSchema = z.object({
  /** The model whose opinions these are; null where the lab has none. */
  model: z.object({ id: z.int().positive(), name: z.string() }).nullable(),
  /** Samples in the queue; `items` are the first of them. */
  total: z.int(),
  items: z.array(reviewItemSchema),
  /** Samples with photos, and of how many of them the model's opinion is known. */
  samples: z.int(),
  opinions: z.int(),
});
export type ReviewList = z.infer<typeof reviewListSchema>;

/** Names that stand for what is no person. No reader can have them: names are trimmed. */
export const labelReader = ' label';
export const modelReader = ' model';

/**
 * Samples by what a model has to do with them: its test side; those that are on no side of its split; validation, which chose
 * its best epoch and threshold; and those of which nobody knows, since it was trained elsewhere.
 */
export const askedSamples = ['test', 'outside', 'val', 'unknown'] as const;
export type AskedSamples = (typeof askedSamples)[number];

/** How readers, the labels and a model agree with each other. */
export const agreementResultSchema = z.object({
  model: z.object({ id: z.int().positive(), name: z.string() }).nullable(),
  /** Between each blind reader and the labels as they were when they read, and between each two readers. */
  readers: z.array(agreementSchema),
  /**
   * Between the labels that people gave before a review showed them its opinion and the model, on samples that it has not
   * learnt from, each kind of them apart; empty without a model.
   */
  modelAndLabel: z.array(agreementSchema.extend({ on: z.enum(askedSamples) })),
});
export type AgreementResult = z.infer<typeof agreementResultSchema>;

/** Which model is asked, and about which survey's samples; default: all. */
export const askSchema = z.object({
  model: z.int().positive(),
  survey: z.int().positive().optional(),
});

/** What asking a model about the lab's samples came to. */
export const askResultSchema = z.object({
  asked: z.int(),
  /** Samples that it had been asked about already, with the photos that they have now. */
  known: z.int(),
  /** Photos that could not be read, each with its reason as a sentence. */
  skipped: z.array(z.string()),
});
export type AskResult = z.infer<typeof askResultSchema>;
