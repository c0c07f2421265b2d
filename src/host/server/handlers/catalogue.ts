import { resolve } from 'node:path';
import { addPicture } from '#host/catalogue/import/add-photos.ts';
import { fileThumbnail } from '#host/catalogue/import/file-thumbnail.ts';
import { listBin } from '#host/catalogue/queries/bin.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { findSamples, sampleOfLabel } from '#host/catalogue/queries/samples/find-samples.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { historyOfSample } from '#host/catalogue/queries/history.ts';
import { chooseProfile, listProfiles } from '#host/catalogue/queries/profiles.ts';
import { samplesById, samplesMeant } from '#host/catalogue/queries/samples/samples.ts';
import { listSurveys, surveyProtocol } from '#host/catalogue/queries/surveys.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import { photoPart } from '#host/catalogue/photo-part.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { announceEdit } from '../announce-edit.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';

export function catalogueHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['catalogue'] {
  return {
    surveys: () => listSurveys(labs.current.lab.db),
    classes: () => listClasses(labs.current.lab.db),
    survey: ({ survey }) => surveyProtocol(labs.current.lab.db, survey),
    list: (query) => listGrid(labs.current.lab.db, query),
    samples: ({ ids, by }) => {
      const { db } = labs.current.lab;
      return samplesById(db, samplesMeant(db, ids, by));
    },
    findSamples: (asked) => findSamples(labs.current.lab.db, asked),
    sampleOfLabel: ({ text }) => sampleOfLabel(labs.current.lab.db, text),
    profiles: () => listProfiles(labs.current.lab.db),
    chooseProfile: ({ profile }) => chooseProfile(labs.current.lab.db, profile),
    bin: ({ kind }) => listBin(labs.current.lab.db, kind),
    history: ({ sample }) => historyOfSample(labs.current.lab.db, sample),
    planImport: (options) => ({ job: startJob(labs.current, 'import-plan', resolved(options)) }),
    import: (options) => ({ job: startJob(labs.current, 'import', resolved(options)) }),
    fileThumbnail: ({ directory, file, size }) => fileThumbnail(resolve(directory), file, size),
    addPhotos: (args) => ({ job: startJob(labs.current, 'add-photos', args) }),
    addPicture: async (args) => {
      const { lab } = labs.current;
      const done = await addPicture(lab, authorNow(lab.db), args);
      announceEdit(events, 'add-photos');
      return done;
    },
    export: (args) => ({ job: startJob(labs.current, 'export', resolved(args)) }),
    labelSheet: async ({ directory, samples }) => {
      const { lab } = labs.current;
      const { writeLabelSheet } = await import('#host/catalogue/export/label-sheet.ts');
      return writeLabelSheet(lab, resolve(directory), samples);
    },
    photoFile: ({ hash, size }) => renditionFile(labs.current.lab, hash, size),
    photoPart: (args) => photoPart(labs.current.lab, args),
  };
}

/** What is kept with a job holds for a process that is started elsewhere. */
function resolved<T extends { directory: string }>(args: T): T {
  return { ...args, directory: resolve(args.directory) };
}
