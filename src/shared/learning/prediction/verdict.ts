import { z } from 'zod';
import { namedRecord } from '../../domain/named-record.ts';
import { argmax, softmax } from '../figures/metrics.ts';
import { type Prediction, meanPrediction } from './prediction.ts';

/**
 * What a model comes to: it names a class, or its confidence is below the threshold, or the photos are further from all
 * training photos than validation photos are, and its confidence means nothing.
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
  /** Confidence below which the verdict is `unsure`. */
  threshold: z.number().min(0).max(1),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** The one place that decides. @param threshold confidence below which it is `unsure`. */
export function outcomeOf(
  { confidence, distance }: Pick<Verdict, 'confidence' | 'distance'>,
  threshold: number,
): Outcome {
  if (distance !== null && distance > 1) return 'unlike';
  return confidence < threshold ? 'unsure' : 'class';
}

/** An outcome under another threshold: how far photos are from the training photos does not depend on it. */
export function outcomeAnew(
  { outcome, confidence }: Pick<Verdict, 'outcome' | 'confidence'>,
  threshold: number,
): Outcome {
  return outcome === 'unlike' ? outcome : outcomeOf({ confidence, distance: null }, threshold);
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
  { classes, temperature, threshold }: Calibration,
): Verdict {
  const { predicted, confidence, probabilities } = likeliestOf(logits, temperature);
  return {
    outcome: outcomeOf({ confidence, distance }, threshold),
    class: classes[predicted] ?? '',
    confidence,
    probabilities: Object.fromEntries(classes.map((name, index) => [name, probabilities[index] ?? 0])),
    distance,
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
