import { resolve } from 'node:path';
import { exportPhotos } from '#host/catalogue/export-photos.ts';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { pageOfSamples } from '#host/catalogue/queries/samples.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import type { ImportOptions } from '#shared/catalogue.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { Job } from '#shared/jobs.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function catalogueHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['catalogue'] {
  return {
    surveys: () => listSurveys(labs.current.lab.db),
    classes: () => listClasses(labs.current.lab.db),
    samples: (page) => pageOfSamples(labs.current.lab.db, page),
    import: (options) => ({ job: startImport(labs, events, options).id }),
    exportPhotos: ({ directory }) => ({ job: startExport(labs, directory).id }),
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

export function startExport(labs: LabHolder, directory: string): Job {
  const { lab, jobs } = labs.current;
  const target = resolve(directory);
  return jobs.start('export', `Export of the photos to ${target}`, { directory: target }, (context) =>
    exportPhotos(lab, target, context),
  );
}
