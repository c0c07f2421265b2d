import { z } from 'zod';
import { sampleId } from '../domain/ids.ts';
import { outcomes } from '../learning/prediction/verdict.ts';

const id = z.int().positive();

/** Where it is known from what a model says of a sample. */
export const opinionSources = ['asked', 'bench', 'run'] as const;

/** What a model says of a sample, over all its photos. */
export const opinionSchema = z.object({
  /** The likeliest class; null where the lab has no such class any more. */
  classId: id.nullable(),
  confidence: z.number().min(0).max(1),
  /** How sure the model may be of it, 0..1; of what an older Strandline kept, its confidence. */
  sureness: z.number().min(0).max(1),
  outcome: z.enum(outcomes),
  /** `asked` about the sample's photos in the lab, at the `bench`, or as validation or test of its own `run`. */
  source: z.enum(opinionSources),
});
export type Opinion = z.infer<typeof opinionSchema>;

/** What a blind reader said of a sample. */
const readingOfSampleSchema = z.object({ person: z.string(), classId: id });

/** The class that a folder gave to one of its photos, which has, or was given, another. */
const claimOfSampleSchema = z.object({ classId: id, file: z.string() });

/** Why a sample is in the queue, in order of urgency. */
export const reviewReasons = ['folders', 'readers', 'disagrees', 'unlike', 'unsure', 'unlabelled'] as const;
export type ReviewReason = (typeof reviewReasons)[number];

export const reviewItemSchema = z.object({
  sample: sampleId,
  reason: z.enum(reviewReasons),
  /** The sample's class; null where it has none. */
  label: id.nullable(),
  opinion: opinionSchema.nullable(),
  readings: z.array(readingOfSampleSchema),
  claims: z.array(claimOfSampleSchema),
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;

/** A sample that may need a look, and all that is said of it. */
export type Candidate = Omit<ReviewItem, 'reason'>;

/**
 * The samples that need a look, in order: folders that gave a photo several classes; readers who disagree with each other or with the label; then where the model says
 * another class than the label, the surest first; then the rest by how sure the model is, the least first. A sample that
 * has its class, and for which the model names it too, needs none.
 */
export function reviewQueue(candidates: readonly Candidate[]): ReviewItem[] {
  return candidates
    .flatMap((candidate): ReviewItem[] => {
      const reason = reasonFor(candidate);
      return reason === undefined ? [] : [{ ...candidate, reason }];
    })
    .sort(inOrder);
}

function reasonFor({ label, opinion, readings, claims }: Candidate): ReviewReason | undefined {
  if (claims.length > 0) return 'folders';
  const people = new Set([
    ...readings.map(({ classId }) => classId),
    ...(readings.length > 0 && label !== null ? [label] : []),
  ]);
  if (people.size > 1) return 'readers';
  if (opinion === null) return undefined;
  // A class that the lab does not have says nothing about the lab's.
  if (label !== null && opinion.classId !== null && opinion.classId !== label) return 'disagrees';
  if (opinion.outcome !== 'class') return opinion.outcome;
  return label === null ? 'unlabelled' : undefined;
}

const groups: Record<ReviewReason, number> = {
  folders: 0,
  readers: 1,
  disagrees: 2,
  unlike: 3,
  unsure: 3,
  unlabelled: 3,
};

function inOrder(a: ReviewItem, b: ReviewItem): number {
  const group = groups[a.reason] - groups[b.reason];
  if (group !== 0) return group;
  const sureness = (item: ReviewItem): number => item.opinion?.sureness ?? 1;
  const rising = sureness(a) - sureness(b);
  return (a.reason === 'disagrees' ? -rising : rising) || a.sample - b.sample;
}
