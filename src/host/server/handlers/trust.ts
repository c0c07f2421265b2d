import { authorNow } from '#host/catalogue/author.ts';
import { modelTrust, setTargetPrecision } from '#host/models/model-trust.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { editTopics } from '#shared/domain/history.ts';
import type { LabHolder } from '../lab-holder.ts';

export function trustHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['trust'] {
  return {
    get: ({ model }) => modelTrust(labs.current.lab, model),
    setTarget: ({ model, target }) => {
      const { lab, changed } = labs.current;
      setTargetPrecision(lab, authorNow(lab.db), model, target);
      changed(editTopics['trust-model'][0]);
      return modelTrust(lab, model);
    },
  };
}
