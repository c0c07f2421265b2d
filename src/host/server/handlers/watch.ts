import { resolve } from 'node:path';
import { addPhotos } from '#host/catalogue/import/add-photos.ts';
import { refuseReadOnly } from '#host/catalogue/lab.ts';
import { addSamples } from '#host/catalogue/edits/edit-samples.ts';
import { filesKnown, standingOf, surveyOfSample } from '#host/catalogue/queries/samples/standing.ts';
import { FolderWatch } from '#host/catalogue/watch/folder-watch.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import { announceEdit } from '../announce-edit.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';

/** A single photo is read in no time: nobody cancels it, nobody looks at its progress. */
const unhurried = { signal: new AbortController().signal, onProgress: (): void => undefined };

export function watchHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['watch'] {
  return {
    start: async ({ directory, sample }) => {
      const { lab, watched } = labs.current;
      refuseReadOnly(lab);
      const watch = new FolderWatch(resolve(directory), {
        add: async (file, to) => {
          const done = await addPhotos(
            lab,
            authorNow(lab.db),
            { files: [file], to: { sample: to } },
            unhurried,
          );
          if (done.photos > 0) announceEdit(events, 'add-photos');
          return done;
        },
        standingOf: (sample) => standingOf(lab.db, sample),
        known: (files) => filesKnown(lab.db, files),
        changed: (state) => events.emit('watch.changed', state),
      });
      await watched.replace(watch);
      watch.aim(sample);
      await watch.ready();
      return watch.state;
    },
    aim: ({ sample }) => labs.currentOrNone?.watched.current?.aim(sample),
    next: ({ survey }) => {
      const { lab, watched } = labs.current;
      const watch = watched.current;
      if (watch === undefined) throw new StrandlineError('not-found', 'No folder is watched any more.');
      const before = watch.sample;
      const into = (before === null ? undefined : surveyOfSample(lab.db, before)) ?? survey;
      if (into === undefined)
        throw new StrandlineError('not-found', 'Choose a survey for the next fragment first.');
      const [sample] = addSamples(lab.db, authorNow(lab.db), { survey: into, count: 1, set: {} });
      if (sample === undefined) throw new StrandlineError('not-found', 'No sample was made.');
      watch.aim(sample);
      announceEdit(events, 'add-samples');
      return { sample };
    },
    waiting: () => labs.current.watched.current?.waiting ?? [],
    leaveWaiting: () => labs.current.watched.current?.leaveWaiting(),
    stop: async () => {
      await labs.current.watched.replace(undefined);
      events.emit('watch.changed', null);
    },
    state: () => labs.current.watched.current?.state ?? null,
  };
}
