import { join } from 'node:path';
import { type Classifier, openClassifier } from '#host/bench/classifier.ts';
import { findModel } from '#host/catalogue/queries/models.ts';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { LabHolder } from '../lab-holder.ts';

export function benchHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['bench'] {
  // A session takes a moment to load and is asked again and again; concurrent callers share the one promise.
  let opened: { file: string; classifier: Promise<Classifier> } | undefined;

  function classifierFor(file: string): Promise<Classifier> {
    if (opened?.file !== file) {
      const classifier = openClassifier(file);
      opened = { file, classifier };
      classifier.catch(() => (opened = undefined));
    }
    return opened.classifier;
  }

  return {
    classify: async ({ files, model: reference, together }) => {
      const { lab } = labs.current;
      const model = findModel(lab.db, reference);
      if (model === undefined) {
        const message =
          reference === undefined
            ? 'This lab has no model yet: train one first.'
            : `This lab has no model "${reference}".`;
        throw new StrandlineError('not-found', message);
      }
      const classifier = await classifierFor(join(lab.paths.models, model.file));
      const answers = await classifier.classify(files, { together });
      const verdicts = answers.map((answer) => ({ ...answer, model: model.name }));
      for (const verdict of verdicts)
        insertVerdict(lab.db, { model: model.id, verdict, at: new Date().toISOString() });
      return verdicts;
    },
  };
}
