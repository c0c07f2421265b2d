import type { Verdict } from '#shared/learning/verdict.ts';
import { type WritableDb, run } from '../database.ts';

/**
 * Keeps what a model said about photos.
 *
 * @param sample that they were kept as, where they were. @param session of the bench that this was said in.
 */
export function insertVerdict(
  db: WritableDb,
  {
    model,
    verdict,
    sample = null,
    session = null,
    at,
  }: { model: number; verdict: Verdict; sample?: number | null; session?: number | null; at: string },
): number {
  return run(
    db,
    `INSERT INTO verdicts (model_id, verdict, class_name, confidence, probabilities, files, sample_id, session_id, created_at)
     VALUES (@model, @verdict, @class, @confidence, @probabilities, @files, @sample, @session, @at)`,
    {
      model,
      at,
      sample,
      session,
      verdict: verdict.verdict,
      class: verdict.class,
      confidence: verdict.confidence,
      probabilities: JSON.stringify(verdict.probabilities),
      files: JSON.stringify(verdict.files),
    },
  ).id;
}
