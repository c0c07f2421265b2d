import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { askModel } from '#host/review/ask-model.ts';
import { jobKind } from '../job-kind.ts';

export const askJob = jobKind('ask', {
  changes: 'review',
  title: ({ db }, { model }) => `Asking ${foundModel(db, model).name}`,
  run: (args, work) => askModel(work.lab, args, work),
});
