import { resolve } from 'node:path';
import { backupOf, listBackups } from '#host/catalogue/backups/list-backups.ts';
import { previewRestore } from '#host/catalogue/backups/preview-restore.ts';
import { addBackup, writeBackup } from '#host/catalogue/backups/write-backup.ts';
import { checkedName } from '#host/catalogue/edits/checks.ts';
import { refuseReadOnly } from '#host/catalogue/lab.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import { engineVersions } from '#host/lib/versions.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import type { LabHolder } from '../lab-holder.ts';

export function labHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['lab'] {
  return {
    create: async ({ directory, name, classes }) => {
      const names = classes.map((one) => checkedName(one, 'class'));
      const lab = await labs.create(resolve(directory), name);
      for (const one of names) classNamed(lab.db, one);
      return labSummary(lab);
    },
    open: async ({ directory, asItIs = false }) =>
      labSummary(await labs.open(resolve(directory), { asItIs })),
    close: () => labs.close(),
    current: () => (labs.currentOrNone === undefined ? null : labSummary(labs.currentOrNone.lab)),
    versions: engineVersions,
    backups: ({ directory }) => listBackups(resolve(directory)),
    backUp: async ({ file }) => {
      const { lab } = labs.current;
      if (file === undefined) refuseReadOnly(lab);
      const target = file === undefined ? undefined : resolve(file);
      if (target !== undefined) await writeBackup(lab.db, target);
      return backupOf(target ?? (await addBackup(lab.db, lab.paths.backups, 'hand')));
    },
    previewRestore: ({ directory, backup, file }) =>
      previewRestore(resolve(directory), { backup, file: file && resolve(file) }),
    restore: async ({ directory, backup, file }) => {
      const { lab, kept } = await labs.restore(resolve(directory), { backup, file: file && resolve(file) });
      return { lab: labSummary(lab), kept };
    },
    copy: ({ directory }) => ({ job: startJob(labs.current, 'copy', { directory: resolve(directory) }) }),
    verify: (args) => ({ job: startJob(labs.current, 'verify', lookedIn(args)) }),
    repair: (args) => ({ job: startJob(labs.current, 'repair', lookedIn(args)) }),
  };
}

function lookedIn({ lookIn }: JobArgs<'verify'>): JobArgs<'verify'> {
  return lookIn === undefined ? {} : { lookIn: resolve(lookIn) };
}
