import { z } from 'zod';
import { type LabelledLogits, evaluate } from './metrics.ts';
import { type ModelClass, type Side, bothEvaluationsSchema, modelClassSchema } from '../plan.ts';

/** How a model did on samples of a lab, whatever split they were in. */
export const modelEvaluationSchema = z.object({
  /** The model's classes, as they were called then. */
  classes: z.array(modelClassSchema).min(1),
  /** Null: the whole lab. */
  survey: z.object({ id: z.int(), name: z.string() }).nullable(),
  /** On samples that had no part in its training. Absent where there are none, or where it is not known which they are. */
  unseen: bothEvaluationsSchema.optional(),
  /** On all samples that were predicted. */
  all: bothEvaluationsSchema,
  /** How many of them it was trained on, and how many its best epoch and threshold were chosen on; null: not known. */
  seen: z.object({ train: z.int(), val: z.int() }).nullable(),
  /** Labelled samples that were not predicted, because the model knows no such class. */
  leftOut: z.array(z.object({ class: z.string(), samples: z.int() })),
  /** Photos that could not be read, each with the reason as a sentence. */
  unreadable: z.array(z.string()),
});
export type ModelEvaluation = z.infer<typeof modelEvaluationSchema>;

/** What is known of a model's training: the side of each sample that was in it; undefined where nothing is. */
export type KnownSides = ReadonlyMap<number, Side> | undefined;

/**
 * The figures of a model on samples.
 *
 * @param labelled photos with what the model said of them.
 * @param sides of the samples that had a part in the model's training.
 */
export function figuresOn(
  labelled: readonly LabelledLogits[],
  classes: readonly ModelClass[],
  sides: KnownSides,
  seed = 1,
): Pick<ModelEvaluation, 'all' | 'unseen' | 'seen'> {
  const all = evaluate(labelled, classes.length, seed);
  if (sides === undefined) return { all, seen: null };
  const samples = [...new Set(labelled.map(({ sample }) => sample))];
  const on = (side: Side): number => samples.filter((sample) => sides.get(sample) === side).length;
  const unseen = labelled.filter(({ sample }) => !isSeen(sides.get(sample)));
  return {
    all,
    seen: { train: on('train'), val: on('val') },
    ...(unseen.length > 0 && { unseen: evaluate(unseen, classes.length, seed) }),
  };
}

/** A sample that the threshold and the best epoch were chosen on is no stranger either. */
function isSeen(side: Side | undefined): boolean {
  return side === 'train' || side === 'val';
}

/** What a person must know to read the figures of an evaluation, one sentence each. */
export function evaluationNotes({ seen, all, unseen, leftOut, unreadable }: ModelEvaluation): string[] {
  const notes: string[] = [];
  const n = all.sample.n;
  if (seen === null) {
    notes.push(
      'This model was trained elsewhere: whether it has seen these samples is not known, so the figures may be too good.',
    );
  } else if (seen.train + seen.val > 0) {
    const known = seen.train + seen.val;
    const of = `${samplesText(known)} of ${n} had a part in its training (${seen.train} to learn from, ${seen.val} to choose its best state by)`;
    notes.push(
      unseen === undefined
        ? `All samples had a part in its training: the figures say how well it remembers, not how well it judges.`
        : `${of}; the first figures leave them out.`,
    );
  }
  for (const { class: name, samples } of leftOut)
    notes.push(`${samplesText(samples)} of class "${name}" left out: the model knows no such class.`);
  if (unreadable.length > 0)
    notes.push(
      `${unreadable.length} ${unreadable.length === 1 ? 'photo' : 'photos'} left out that could not be read. ${unreadable[0] ?? ''}`,
    );
  return notes;
}

function samplesText(n: number): string {
  return n === 1 ? '1 sample' : `${n} samples`;
}
