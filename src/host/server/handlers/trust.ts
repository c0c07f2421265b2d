import { join } from 'node:path';
import { setModelTrust } from '#host/catalogue/edits/edit-models.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { ModelTrust } from '#shared/contract/topics/trust.ts';
import { StrandlineError } from '#shared/errors.ts';
import { chooseThreshold } from '#shared/learning/prediction/calibration.ts';
import { fuseBySample } from '#shared/learning/figures/metrics.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import { defaultTargetPrecision } from '#shared/learning/prediction/trust-record.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';
import { runFolder } from '#host/runs/run-folder.ts';

export function trustHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['trust'] {
  function get(reference: number): ModelTrust {
    const { lab } = labs.current;
    const model = foundModel(lab.db, reference);
    const info = readModelInfo(join(lab.paths.models, model.file));
    return {
      model: model.id,
      temperature: info.temperature,
      target: model.targetPrecision ?? info.trust?.targetPrecision ?? defaultTargetPrecision,
      threshold: model.threshold ?? info.threshold,
    };
  }

  return {
    get: ({ model }) => get(model),
    setTarget: ({ model: reference, target }) => {
      const { lab } = labs.current;
      const { run } = foundModel(lab.db, reference);
      if (run === null)
        throw new StrandlineError(
          'not-found',
          'This model was not trained in this lab, so what it said of its validation photos is not here; it keeps its own threshold.',
        );
      const { photos } = readPredictions(runFolder(lab, { run }));
      const { temperature } = get(reference);
      const threshold = chooseThreshold(fuseBySample(predictionsOn(photos, 'val')), temperature, target);
      setModelTrust(lab.db, authorNow(lab.db), { model: reference, target, threshold });
      events.emit('lab.changed', { topic: 'models' });
      return get(reference);
    },
  };
}
