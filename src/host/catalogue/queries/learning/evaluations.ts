import type { StoredEvaluation } from '#shared/contract/topics/models.ts';
import { type ModelEvaluation, modelEvaluationSchema } from '#shared/learning/figures/model-evaluation.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { type ReadableDb, type WritableDb, all, run } from '../../database.ts';
import type { Lab } from '../../lab.ts';
import { photoPath } from '../../photo-store.ts';

export function insertEvaluation(
  db: WritableDb,
  { model, report, createdAt }: { model: number; report: ModelEvaluation; createdAt: string },
): number {
  return run(
    db,
    'INSERT INTO evaluations (model_id, report, created_at) VALUES (@model, @report, @createdAt)',
    { model, createdAt, report: JSON.stringify(report) },
  ).id;
}

/** What became of a model's evaluations, newest first. */
export function evaluationsOf(db: ReadableDb, model: number): StoredEvaluation[] {
  return all<{ id: number; createdAt: string; report: string }>(
    db,
    'SELECT id, created_at AS createdAt, report FROM evaluations WHERE model_id = @model ORDER BY id DESC',
    { model },
  ).map(({ report, ...row }) => ({ ...row, model, ...modelEvaluationSchema.parse(JSON.parse(report)) }));
}

/** A photo of a labelled sample. */
export interface LabelledPhoto extends Pick<TrainingItem, 'photo' | 'path' | 'rotation' | 'sample'> {
  readonly classId: number;
  readonly className: string;
}

/** The photos of all labelled samples of a survey, or of the lab where none is given. */
export function labelledPhotos(lab: Lab, survey: number | undefined): LabelledPhoto[] {
  const rows = all<Omit<LabelledPhoto, 'path'> & { extension: string }>(
    lab.db,
    `SELECT photos.hash AS photo, photos.extension, photos.rotation_degrees AS rotation, samples.id AS sample, classes.id AS classId,
       classes.name AS className
     FROM samples JOIN classes ON classes.id = samples.class_id JOIN photos ON photos.sample_id = samples.id
     WHERE samples.deleted_at IS NULL AND photos.deleted_at IS NULL
       AND samples.survey_id = coalesce(@survey, samples.survey_id)
     ORDER BY samples.id, photos.angle`,
    { survey: survey ?? null },
  );
  return rows.map(({ extension, ...row }) => ({
    ...row,
    path: photoPath(lab, { hash: row.photo, extension }),
  }));
}
