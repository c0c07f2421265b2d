import { type Author, nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { placePhotos, removePhotos, scalePhotos, turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { editModel, promoteModel, renameClass, retireModel } from '#host/catalogue/edits/edit-models.ts';
import { removeProfile, renameProfile, saveProfile } from '#host/catalogue/edits/edit-profiles.ts';
import { addSamples, editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite, editSite, removeSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey, removeSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { readBlind, reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import {
  restorePhotos,
  restoreSamples,
  restoreSites,
  restoreSurveys,
} from '#host/catalogue/edits/restore.ts';
import type { WritableDb } from '#host/catalogue/database.ts';
import { setLabPerson } from '#host/catalogue/queries/history.ts';
import { photosOfSamples } from '#host/catalogue/edits/photo-rows.ts';
import { samplesOfPhotos } from '#host/catalogue/queries/samples/samples.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { EditKind } from '#shared/domain/history.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow, personAt } from '#host/catalogue/author.ts';

/** Steps that concern models. A class is called the same in them as in the catalogue. */
const modelKinds: ReadonlySet<EditKind> = new Set([
  'edit-model',
  'promote-model',
  'retire-model',
  'trust-model',
]);

/** Steps after which the same rows are there as before. */
const detailKinds: ReadonlySet<EditKind> = new Set([
  'label',
  'details',
  'turn-photos',
  'scale-photos',
  'order-photos',
  'rename-class',
  'save-profile',
  'rename-profile',
  'remove-profile',
  'review',
  'read-blind',
]);

function topicOf(kind: EditKind): 'models' | 'details' | 'catalogue' {
  if (modelKinds.has(kind)) return 'models';
  return detailKinds.has(kind) ? 'details' : 'catalogue';
}

const restorers = {
  site: restoreSites,
  survey: restoreSurveys,
  sample: restoreSamples,
  photo: restorePhotos,
} as const;

export function editHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['edits'] {
  /** Does a step and says so. `rows`: whether there are other rows afterwards. */
  function step<T>(
    topic: 'catalogue' | 'details' | 'models',
    work: (db: WritableDb, author: Author) => T,
  ): T {
    const { db } = labs.current.lab;
    const result = work(db, authorNow(db));
    events.emit('lab.changed', { topic });
    return result;
  }

  function replayed(work: typeof undo): ReturnType<typeof undo> {
    const edit = work(labs.current.lab.db);
    if (edit !== null) events.emit('lab.changed', { topic: topicOf(edit.kind) });
    if (edit?.kind === 'rename-class') events.emit('lab.changed', { topic: 'models' });
    return edit;
  }

  return {
    addSurvey: (set) => step('catalogue', (db, author) => ({ survey: addSurvey(db, author, set) })),
    editSurvey: (args) => step('catalogue', (db, author) => editSurvey(db, author, args)),
    removeSurvey: ({ survey }) => step('catalogue', (db, author) => removeSurvey(db, author, survey)),
    addSite: (set) => step('catalogue', (db, author) => ({ site: addSite(db, author, set) })),
    editSite: (args) => step('catalogue', (db, author) => editSite(db, author, args)),
    removeSite: ({ site }) => step('catalogue', (db, author) => removeSite(db, author, site)),
    addSamples: (args) => step('catalogue', (db, author) => ({ samples: addSamples(db, author, args) })),
    editSamples: ({ samples: ids, by, set }) =>
      step('details', (db, author) => {
        const samples = by === 'sample' ? ids : samplesOfPhotos(db, ids);
        editSamples(db, author, { samples, set });
      }),
    removeSamples: ({ samples }) => step('catalogue', (db, author) => removeSamples(db, author, samples)),
    review: ({ samples, class: classId }) =>
      step('details', (db, author) => reviewSamples(db, author, { samples, classId })),
    readBlind: ({ sample, class: classId }) =>
      step('details', (db, author) => readBlind(db, author, { sample, classId })),
    turnPhotos: (args) => step('details', (db, author) => turnPhotos(db, author, args)),
    scalePhotos: ({ photos: ids, by, scale }) =>
      step('details', (db, author) => {
        const photos = by === 'photo' ? ids : photosOfSamples(db, ids);
        scalePhotos(db, author, { photos, scale });
      }),
    placePhotos: (args) => step('catalogue', (db, author) => placePhotos(db, author, args)),
    removePhotos: ({ photos }) => step('catalogue', (db, author) => removePhotos(db, author, photos)),
    restore: ({ kind, ids }) => step('catalogue', (db, author) => restorers[kind](db, author, ids)),
    saveProfile: (args) => step('details', (db, author) => ({ profile: saveProfile(db, author, args) })),
    renameProfile: (args) => step('details', (db, author) => renameProfile(db, author, args)),
    removeProfile: ({ profile }) => step('details', (db, author) => removeProfile(db, author, profile)),
    renameClass: (args) => {
      step('details', (db, author) => renameClass(db, author, args));
      events.emit('lab.changed', { topic: 'models' });
    },
    editModel: (args) => step('models', (db, author) => editModel(db, author, args)),
    promoteModel: ({ model }) => step('models', (db, author) => promoteModel(db, author, model)),
    retireModel: (args) => step('models', (db, author) => retireModel(db, author, args)),
    undo: () => replayed(undo),
    redo: () => replayed(redo),
    state: () => {
      const { db } = labs.current.lab;
      return { ...nextSteps(db), person: personAt(db) };
    },
    signIn: ({ person }) => setLabPerson(labs.current.lab.db, person),
  };
}
