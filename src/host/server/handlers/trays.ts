import { resolve } from 'node:path';
import { authorNow } from '#host/catalogue/author.ts';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { cutDetection, mergeDetections } from '#host/catalogue/edits/part-detections.ts';
import { proposeDetections } from '#host/catalogue/edits/propose-detections.ts';
import { editTrays, removeTrays } from '#host/catalogue/edits/edit-trays.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { detectionsOf, listTrays, trayWith } from '#host/catalogue/queries/trays.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { WritableDb } from '#host/catalogue/database.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import type { Finder } from '#host/finding/finder.ts';
import { scaleByDisc, scaleByRim } from '#host/trays/scale-tray.ts';
import { searchTray, thingInTray } from '#host/trays/search-tray.ts';
import type { TrayScale } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { announceEdit } from '../announce-edit.ts';
import { endedJob } from '../ended-job.ts';
import { editStep } from '../edit-step.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function trayHandlers(
  labs: LabHolder,
  events: HostEvents,
  finder: Finder,
): HandlersOf<StrandlineContract, 'host'>['trays'] {
  const step = <T>(work: (db: WritableDb, author: Author) => T): T => editStep(labs, events, work);
  const refuseOther = (lab: Lab): void => {
    if (labs.current.lab !== lab)
      throw new StrandlineError('cancelled', 'The lab was closed while its tray was searched.');
  };
  const giveScale = (lab: Lab, tray: number, scale: TrayScale): void => {
    refuseOther(lab);
    step((db, author) => editTrays(db, author, { trays: [tray], set: { scale } }));
  };

  return {
    list: (asked) => listTrays(labs.current.lab.db, asked),
    get: ({ tray }) => {
      const { db } = labs.current.lab;
      return { tray: trayWith(db, tray), detections: detectionsOf(db, tray) };
    },
    add: async (args) => {
      const { lab } = labs.current;
      const added = await addTrays(lab, authorNow(lab.db), args);
      if (added.trays.length > 0) announceEdit(events, 'add-trays');
      return added;
    },
    promote: (args) => endedJob(labs, events, 'promote-detections', args),
    importAnnotations: async ({ directory, ...args }) => {
      const { lab } = labs.current;
      const { importAnnotations } = await import('#host/catalogue/import/annotations/import-annotations.ts');
      const result = await importAnnotations(lab, authorNow(lab.db), {
        ...args,
        directory: resolve(directory),
      });
      if (result.trays.length > 0) announceEdit(events, 'import-annotations');
      return result;
    },
    export: (args) => ({
      job: startJob(labs.current, 'export-trays', { ...args, directory: resolve(args.directory) }),
    }),
    edit: (args) => step((db, author) => editTrays(db, author, args)),
    scaleByRim: async ({ tray, diameterMm }) => {
      const { lab } = labs.current;
      const { scale, edge } = await scaleByRim(lab, tray, diameterMm);
      giveScale(lab, tray, scale);
      return { scale, rim: edge };
    },
    scaleByDisc: async ({ tray, ...disc }) => {
      const { lab } = labs.current;
      const { scale, edge } = await scaleByDisc(lab, tray, disc);
      giveScale(lab, tray, scale);
      return { scale, disc: edge };
    },
    remove: ({ trays }) => step((db, author) => removeTrays(db, author, trays)),
    draw: (args) => step((db, author) => ({ detection: drawDetection(db, author, args) })),
    preview: async ({ tray, settings }) => {
      const started = performance.now();
      const findings = await searchTray(labs.current.lab, finder, tray, settings);
      return { ...findings, seconds: (performance.now() - started) / 1000 };
    },
    find: async ({ tray, settings }) => {
      const { lab } = labs.current;
      const { found, leftOut } = await searchTray(lab, finder, tray, settings);
      refuseOther(lab);
      const proposals = found.map((one) => ({ ...one, score: null }));
      const proposed = step((db, author) =>
        proposeDetections(db, author, { tray, source: 'threshold', found: proposals }),
      );
      return { proposed, leftOut };
    },
    wand: async ({ tray, ...place }) => ({
      outline: await thingInTray(labs.current.lab, finder, tray, place),
    }),
    findByDetector: (args) => endedJob(labs, events, 'find-by-detector', args),
    classify: (args) => endedJob(labs, events, 'classify-detections', args),
    cut: (args) => step((db, author) => ({ detections: cutDetection(db, author, args) })),
    merge: ({ detections }) => step((db, author) => ({ detection: mergeDetections(db, author, detections) })),
    editDetections: (args) => step((db, author) => editDetections(db, author, args)),
  };
}
