import { resolve } from 'node:path';
import { checkedName } from '#host/catalogue/edits/checks.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import { engineVersions } from '#host/lib/versions.ts';
import { verifyLab } from '#host/catalogue/verify.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function labHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['lab'] {
  return {
    create: async ({ directory, name, classes }) => {
      const names = classes.map((one) => checkedName(one, 'class'));
      const lab = await labs.create(resolve(directory), name);
      for (const one of names) classNamed(lab.db, one);
      return labSummary(lab);
    },
    open: async ({ directory }) => labSummary(await labs.open(resolve(directory))),
    close: () => labs.close(),
    current: () => (labs.currentOrNone === undefined ? null : labSummary(labs.currentOrNone.lab)),
    versions: engineVersions,
    verify: () => verifyLab(labs.current.lab),
  };
}
