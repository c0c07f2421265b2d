import { resolve } from 'node:path';
import { evaluationsOf } from '#host/catalogue/queries/learning/evaluations.ts';
import { foundModel, listModels } from '#host/catalogue/queries/learning/models.ts';
import { surveyWith } from '#host/catalogue/queries/surveys.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import { exportModel } from '#host/models/export-model.ts';
import { importModel, inspectModelFile } from '#host/models/import-model.ts';
import { takeInModel, unlistedModels } from '#host/models/unlisted-models.ts';
import { Offers } from '#host/models/offers.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function modelHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['models'] {
  const offers = new Offers();
  return {
    list: () => listModels(labs.current.lab.db),
    offer: ({ model }) => offers.of(labs.current.lab, model),
    differing: ({ model, ...asked }) => offers.differing(labs.current.lab, model, asked),
    export: async ({ model, directory }) => {
      const { lab } = labs.current;
      return { file: await exportModel(lab, foundModel(lab.db, model), resolve(directory)) };
    },
    inspectFile: ({ file }) => inspectModelFile(labs.current.lab, resolve(file)),
    import: async (args) => {
      const model = await importModel(labs.current.lab, { ...args, file: resolve(args.file) });
      // A class may have come with it.
      for (const topic of ['models', 'details'] as const) events.emit('lab.changed', { topic });
      return { model };
    },
    unlisted: () => unlistedModels(labs.current.lab),
    takeIn: async ({ unlisted }) => {
      const model = await takeInModel(labs.current.lab, unlisted);
      for (const topic of ['models', 'runs', 'details'] as const) events.emit('lab.changed', { topic });
      return { model };
    },
    evaluate: ({ model, survey }) => {
      const { db } = labs.current.lab;
      const scope = survey === undefined ? null : surveyWith(db, survey).id;
      const args = { model: foundModel(db, model).id, survey: scope };
      return { job: startJob(labs.current, 'evaluate', args) };
    },
    evaluations: ({ model }) => evaluationsOf(labs.current.lab.db, model),
  };
}
