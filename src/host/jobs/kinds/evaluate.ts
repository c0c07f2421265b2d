import type { Lab } from '#host/catalogue/lab.ts';
import { insertEvaluation } from '#host/catalogue/queries/learning/evaluations.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { surveyWith } from '#host/catalogue/queries/surveys.ts';
import { evaluateModel } from '#host/models/evaluate-model.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import { jobKind } from '../job-kind.ts';

export const evaluateJob = jobKind('evaluate', {
  changes: 'models',
  title: (lab, args) => {
    const { model, survey } = about(lab, args);
    return `Evaluation of ${model.name} on ${survey?.name ?? 'the whole lab'}`;
  },
  run: async (args, work) => {
    const { lab } = work;
    const { model, survey } = about(lab, args);
    const report = await evaluateModel(lab, model, survey, work);
    const createdAt = new Date().toISOString();
    return {
      model: model.id,
      evaluation: insertEvaluation(lab.db, { model: model.id, report, createdAt }),
    };
  },
});

function about(
  { db }: Lab,
  { model, survey }: JobArgs<'evaluate'>,
): { model: ReturnType<typeof foundModel>; survey: ReturnType<typeof surveyWith> | null } {
  return { model: foundModel(db, model), survey: survey === null ? null : surveyWith(db, survey) };
}
