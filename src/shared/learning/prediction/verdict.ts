import { z } from 'zod';
import { namedRecord } from '../../domain/named-record.ts';
import { argmax, softmax } from '../figures/metrics.ts';
import { type Prediction, meanPrediction } from './prediction.ts';
import { type Signs, surenessOf, surenessSchema } from './sureness.ts';

/**
 * What a model comes to: it names a class, or it is not sure enough to; then the photos may be further from all training
 * photos than those of known things are, so that they are unlike anything in training.
 */
export const outcomes = ['class', 'unsure', 'unlike'] as const;
export type Outcome = (typeof outcomes)[number];

/** What a prediction comes to, of one thing over one or several photos. */
export const verdictSchema = z.object({
  outcome: z.enum(outcomes),
  /** The likeliest class, whatever the outcome. */
  class: z.string(),
  /** Temperature-scaled probability of `class`, 0..1. */
  confidence: z.number().min(0).max(1),
  probabilities: namedRecord(z.number()),
  /** As in a prediction. */
  distance: z.number().nullable(),
  /** How sure the model may be of the class, 0..1: from its confidence and the distance. */
  sureness: z.number().min(0).max(1),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** The verdict on photo files. */
export const fileVerdictSchema = verdictSchema.extend({
  files: z.array(z.string()),
  /** Name of the model. */
  model: z.string(),
});
export type FileVerdict = z.infer<typeof fileVerdictSchema>;

/** How a model's predictions become verdicts. */
export const calibrationSchema = z.object({
  /** Names of its classes, in the order of the logits. */
  classes: z.array(z.string()).min(1),
  /** Divides the logits. */
  temperature: z.number().positive(),
  /** Sureness below which no class is named. */
  threshold: z.number().min(0).max(1),
  /** How confidence and distance become sureness; null of a model of an older Strandline. */
  sureness: surenessSchema.nullish(),
});
export type Calibration = z.infer<typeof calibrationSchema>;
/** All of it that decides whether a class is named. */
export type Rule = Pick<Calibration, 'threshold' | 'sureness'>;

/** The one place that decides. */
export function outcomeOf(signs: Signs, { threshold, sureness }: Rule): Outcome {
  return outcomeAt(surenessOf(signs, sureness), threshold, signs.distance !== null && signs.distance > 1);
}

function outcomeAt(sureness: number, threshold: number, isFar: boolean): Outcome {
  if (sureness > 0 && sureness >= threshold) return 'class';
  return isFar ? 'unlike' : 'unsure';
}

/** A kept outcome under another threshold. @param kept its `sureness` is null where an older Strandline kept it. */
export function outcomeAnew(
  kept: Pick<Verdict, 'outcome' | 'confidence'> & { readonly sureness: number | null },
  threshold: number,
): Outcome {
  const isFar = kept.outcome === 'unlike';
  // Once confidence alone decided, and only within the limit.
  return outcomeAt(kept.sureness ?? (isFar ? 0 : kept.confidence), threshold, isFar);
}

/** The class that logits speak for most, and its temperature-scaled probability, 0..1. */
export function likeliestOf(
  logits: readonly number[],
  temperature: number,
): { readonly predicted: number; readonly confidence: number; readonly probabilities: readonly number[] } {
  const probabilities = softmax(logits, temperature);
  const predicted = argmax(probabilities);
  return { predicted, confidence: Math.min(1, probabilities[predicted] ?? 0), probabilities };
}

/** What a prediction comes to, with the classes' names. */
export function verdictOf(
  { logits, distance }: Prediction,
  { classes, temperature, ...rule }: Calibration,
): Verdict {
  const { predicted, confidence, probabilities } = likeliestOf(logits, temperature);
  return {
    outcome: outcomeOf({ confidence, distance }, rule),
    class: classes[predicted] ?? '',
    confidence,
    probabilities: Object.fromEntries(classes.map((name, index) => [name, probabilities[index] ?? 0])),
    distance,
    sureness: surenessOf({ confidence, distance }, rule.sureness),
  };
}

/**
 * One verdict per file, or one over all of them where they are angles of one sample. No files, no verdict.
 *
 * @param predictions of each of the files.
 */
export function fileVerdicts(
  files: readonly string[],
  predictions: readonly Prediction[],
  { together, calibration }: { readonly together: boolean; readonly calibration: Calibration },
): Omit<FileVerdict, 'model'>[] {
  if (files.length === 0) return [];
  if (together) return [{ files: [...files], ...verdictOf(meanPrediction(predictions), calibration) }];
  return predictions.map((one, index) => ({
    files: [files[index] ?? ''],
    ...verdictOf(one, calibration),
  }));
}

/** A verdict in one word: its class, or why it names none. */
export function verdictWord({ outcome, class: name }: Pick<Verdict, 'outcome' | 'class'>): string {
  return { class: name, unsure: 'unsure', unlike: 'unlike-training' }[outcome];
}
