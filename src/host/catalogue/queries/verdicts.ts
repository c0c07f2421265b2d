import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import { type WritableDb, run } from '../database.ts';

/**
 * Keeps what a model said about photos: the class by its name, as it was said, and by its id, which stays.
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
    `INSERT INTO verdicts (model_id, verdict, class_name, class_id, confidence, probabilities, files, sample_id, session_id, created_at)
     VALUES (@model, @verdict, @class, (SELECT id FROM classes WHERE name = @class), @confidence, @probabilities, @files, @sample, @session, @at)`,
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
