import { type Author, nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { placePhotos, removePhotos, scalePhotos, turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import {
  addClass,
  deleteClass,
  mergeClasses,
  orderClasses,
  renameClass,
  setClassLook,
} from '#host/catalogue/edits/edit-classes.ts';
import { declineModel, editModel, putInUse, retireModel } from '#host/catalogue/edits/edit-models.ts';
import { removeProfile, renameProfile, saveProfile } from '#host/catalogue/edits/edit-profiles.ts';
import { addSamples, editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite, editSite, removeSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey, removeSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { mergeSamples, splitSample } from '#host/catalogue/edits/regroup-samples.ts';
import { readBlind, reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import { restoreFromBin } from '#host/catalogue/edits/restore.ts';
import type { WritableDb } from '#host/catalogue/database.ts';
import { setLabPerson } from '#host/catalogue/queries/history.ts';
import { photosMeant } from '#host/catalogue/edits/photo-rows.ts';
import { samplesMeant } from '#host/catalogue/queries/samples/samples.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { announceEdit } from '../announce-edit.ts';
import { editStep } from '../edit-step.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { personAsking } from '#host/lib/asking.ts';
import { personAt } from '#host/catalogue/author.ts';

export function editHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['edits'] {
  const step = <T>(work: (db: WritableDb, author: Author) => T): T => editStep(labs, events, work);

  function replayed(work: typeof undo): ReturnType<typeof undo> {
    const edit = work(labs.current.lab.db, personAsking());
    if (edit !== null) announceEdit(events, edit.kind);
    return edit;
  }

  return {
    addSurvey: (set) => step((db, author) => ({ survey: addSurvey(db, author, set) })),
    editSurvey: (args) => step((db, author) => editSurvey(db, author, args)),
    removeSurvey: ({ survey }) => step((db, author) => removeSurvey(db, author, survey)),
    addSite: (set) => step((db, author) => ({ site: addSite(db, author, set) })),
    editSite: (args) => step((db, author) => editSite(db, author, args)),
    removeSite: ({ site }) => step((db, author) => removeSite(db, author, site)),
    addSamples: (args) => step((db, author) => ({ samples: addSamples(db, author, args) })),
    editSamples: ({ samples: ids, by, set }) =>
      step((db, author) => {
        const samples = samplesMeant(db, ids, by);
        editSamples(db, author, { samples, set });
      }),
    removeSamples: ({ samples }) => step((db, author) => removeSamples(db, author, samples)),
    review: ({ samples, class: classId }) =>
      step((db, author) => reviewSamples(db, author, { samples, classId })),
    readBlind: ({ sample, class: classId }) =>
      step((db, author) => readBlind(db, author, { sample, classId })),
    turnPhotos: (args) => step((db, author) => turnPhotos(db, author, args)),
    scalePhotos: ({ photos: ids, by, scale }) =>
      step((db, author) => {
        const photos = photosMeant(db, ids, by);
        scalePhotos(db, author, { photos, scale });
      }),
    placePhotos: (args) => step((db, author) => placePhotos(db, author, args)),
    splitSample: (args) => step((db, author) => splitSample(db, author, args)),
    mergeSamples: (args) => step((db, author) => mergeSamples(db, author, args)),
    removePhotos: ({ photos }) => step((db, author) => removePhotos(db, author, photos)),
    restore: (what) => step((db, author) => restoreFromBin(db, author, what)),
    saveProfile: (args) => step((db, author) => ({ profile: saveProfile(db, author, args) })),
    renameProfile: (args) => step((db, author) => renameProfile(db, author, args)),
    removeProfile: ({ profile }) => step((db, author) => removeProfile(db, author, profile)),
    addClass: (args) => step((db, author) => ({ class: addClass(db, author, args) })),
    renameClass: (args) => step((db, author) => renameClass(db, author, args)),
    mergeClasses: (args) => step((db, author) => mergeClasses(db, author, args)),
    deleteClass: (args) => step((db, author) => deleteClass(db, author, args)),
    orderClasses: (args) => step((db, author) => orderClasses(db, author, args)),
    setClassLook: (args) => step((db, author) => setClassLook(db, author, args)),
    editModel: (args) => step((db, author) => editModel(db, author, args)),
    useModel: ({ model }) => step((db, author) => putInUse(db, author, model)),
    declineModel: ({ model }) => step((db, author) => declineModel(db, author, model)),
    retireModel: (args) => step((db, author) => retireModel(db, author, args)),
    undo: () => replayed(undo),
    redo: () => replayed(redo),
    state: () => {
      const { db, readOnly } = labs.current.lab;
      const steps = readOnly === null ? nextSteps(db, personAsking()) : { undo: null, redo: null };
      return { ...steps, person: personAt(db) };
    },
    signIn: ({ person }) => setLabPerson(labs.current.lab.db, person),
  };
}
