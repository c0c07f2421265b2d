import type { SampleId } from '#shared/domain/ids.ts';
import { type FileVerdict, verdictWord } from '#shared/learning/prediction/verdict.ts';
import { type WritableDb, all, inTransaction, run } from '../database.ts';

/** The outcome of a row of `verdicts`. */
export const outcomeOfVerdict = `CASE verdicts.verdict WHEN verdicts.class_name THEN 'class'
  WHEN 'unlike-training' THEN 'unlike' ELSE 'unsure' END`;

/**
 * Keeps a model's verdict on photos: the class by the name that it had then, and by its id, which stays.
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
  }: {
    model: number;
    verdict: Omit<FileVerdict, 'model'>;
    sample?: SampleId | null;
    session?: number | null;
    at: string;
  },
): number {
  return run(
    db,
    `INSERT INTO verdicts (model_id, verdict, class_name, class_id, confidence, sureness, probabilities, files, sample_id, session_id, created_at)
     VALUES (@model, @verdict, @class, (SELECT id FROM classes WHERE name = @class), @confidence, @sureness, @probabilities, @files, @sample, @session, @at)`,
    {
      model,
      at,
      sample,
      session,
      verdict: verdictWord(verdict),
      class: verdict.class,
      confidence: verdict.confidence,
      sureness: verdict.sureness,
      probabilities: JSON.stringify(verdict.probabilities),
      files: JSON.stringify(verdict.files),
    },
  ).id;
}

/**
 * Gives verdicts on files to the samples that an import made of these files, as if they had been kept at the bench.
 *
 * @param verdicts id of the verdict by the file's path in the import; what no photo of the import came from is passed over.
 */
export function giveVerdicts(
  db: WritableDb,
  { importId, verdicts }: { importId: number; verdicts: Readonly<Record<string, number>> },
): void {
  const photos = all<{ source: string; sample: SampleId }>(
    db,
    'SELECT source, sample_id AS sample FROM photos WHERE import_id = @importId AND deleted_at IS NULL',
    { importId },
  );
  const of = new Map(Object.entries(verdicts));
  inTransaction(db, () => {
    for (const { source, sample } of photos) {
      const verdict = of.get(source);
      if (verdict !== undefined)
        run(db, 'UPDATE verdicts SET sample_id = @sample WHERE id = @verdict AND session_id IS NULL', {
          sample,
          verdict,
        });
    }
  });
}
