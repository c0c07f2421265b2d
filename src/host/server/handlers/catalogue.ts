import { resolve } from 'node:path';
import { addPhotos, addPicture } from '#host/catalogue/import/add-photos.ts';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { writeLabelSheet } from '#host/catalogue/export/label-sheet.ts';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { planImport } from '#host/catalogue/import/plan.ts';
import { listBin } from '#host/catalogue/queries/bin.ts';
import { classNamed, listClasses } from '#host/catalogue/queries/classes.ts';
import { findSamples, sampleOfLabel } from '#host/catalogue/queries/samples/find-samples.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { historyOfSample } from '#host/catalogue/queries/history.ts';
import { chooseProfile, listProfiles } from '#host/catalogue/queries/profiles.ts';
import { samplesById, samplesOfPhotos } from '#host/catalogue/queries/samples/samples.ts';
import { listSurveys, surveyProtocol } from '#host/catalogue/queries/surveys.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import type { ImportOptions } from '#shared/domain/catalogue.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { ExportRequest } from '#shared/domain/export.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from './author.ts';

export function catalogueHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['catalogue'] {
  return {
    surveys: () => listSurveys(labs.current.lab.db),
    classes: () => listClasses(labs.current.lab.db),
    addClass: ({ name }) => {
      const id = classNamed(labs.current.lab.db, name);
      events.emit('lab.changed', { topic: 'details' });
      return { class: id };
    },
    survey: ({ survey }) => surveyProtocol(labs.current.lab.db, survey),
    list: (query) => listGrid(labs.current.lab.db, query),
    samples: ({ ids, by }) => {
      const { db } = labs.current.lab;
      return samplesById(db, by === 'sample' ? ids : samplesOfPhotos(db, ids));
    },
    findSamples: (asked) => findSamples(labs.current.lab.db, asked),
    sampleOfLabel: ({ text }) => sampleOfLabel(labs.current.lab.db, text),
    profiles: () => listProfiles(labs.current.lab.db),
    chooseProfile: ({ profile }) => chooseProfile(labs.current.lab.db, profile),
    bin: ({ kind }) => listBin(labs.current.lab.db, kind),
    history: ({ sample }) => historyOfSample(labs.current.lab.db, sample),
    planImport: (options) => ({ job: startPlan(labs, options).id }),
    import: (options) => ({ job: startImport(labs, events, options).id }),
    addPhotos: (args) => ({ job: startAddPhotos(labs, events, args).id }),
    addPicture: async (args) => {
      const { lab } = labs.current;
      const done = await addPicture(lab, authorNow(lab.db), args);
      events.emit('lab.changed', { topic: 'catalogue' });
      return done;
    },
    export: (args) => ({ job: startExport(labs, args).id }),
    labelSheet: ({ directory, samples }) => writeLabelSheet(labs.current.lab, resolve(directory), samples),
    photoFile: ({ hash, size }) => renditionFile(labs.current.lab, hash, size),
  };
}

export function startImport(labs: LabHolder, events: HostEvents, options: ImportOptions): Job {
  const { lab, jobs } = labs.current;
  const args = { ...options, directory: resolve(options.directory) };
  return jobs.start('import', `Import of ${args.directory}`, args, async ({ signal, report }) => {
    try {
      return await importFolder(lab, args, { signal, report });
    } finally {
      // Also after a cancelled import: what was acknowledged is there to be seen.
      events.emit('lab.changed', { topic: 'catalogue' });
    }
  });
}

export function startAddPhotos(labs: LabHolder, events: HostEvents, args: JobArgs<'add-photos'>): Job {
  const { lab, jobs } = labs.current;
  return jobs.start('add-photos', `${args.files.length} photos added`, args, async (context) => {
    try {
      return await addPhotos(lab, authorNow(lab.db), args, context);
    } finally {
      // Also after a cancelled job: what was read is there to be seen.
      events.emit('lab.changed', { topic: 'catalogue' });
    }
  });
}

/** Looks at a folder before it is imported, beside whatever else goes on. */
function startPlan(labs: LabHolder, options: ImportOptions): Job {
  const { lab, jobs } = labs.current;
  const args = { ...options, directory: resolve(options.directory) };
  return jobs.start('import-plan', `Look at ${args.directory}`, args, (context) =>
    planImport(lab.db, args, context),
  );
}

export function startExport(labs: LabHolder, request: ExportRequest): Job {
  const { lab, jobs } = labs.current;
  const args = { ...request, directory: resolve(request.directory) };
  return jobs.start('export', `Export (${args.format}) to ${args.directory}`, args, (context) =>
    exportData(lab, args, context),
  );
}
