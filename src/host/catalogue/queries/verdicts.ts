import type { Verdict } from '#shared/learning/verdict.ts';
import { type WritableDb, run } from '../database.ts';

/** Keeps what a model said about photos. */
export function insertVerdict(
  db: WritableDb,
  { model, verdict, at }: { model: number; verdict: Verdict; at: string },
): number {
  return run(
    db,
    `INSERT INTO verdicts (model_id, verdict, class_name, confidence, probabilities, files, created_at)
     VALUES (@model, @verdict, @class, @confidence, @probabilities, @files, @at)`,
    {
      model,
      at,
      verdict: verdict.verdict,
      class: verdict.class,
      confidence: verdict.confidence,
      probabilities: JSON.stringify(verdict.probabilities),
      files: JSON.stringify(verdict.files),
    },
  ).id;
}
