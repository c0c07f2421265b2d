import { z } from 'zod';
import { photoTurnSchema, scaleSourceSchema } from '../../domain/photo.ts';
import { scaleProfileSchema } from '../../domain/profile.ts';
import { fieldPatchSchema } from '../../fields/field.ts';
import { detailFields, sampleFields } from '../../fields/sample-fields.ts';
import { siteFields } from '../../fields/site-fields.ts';
import { surveyFields } from '../../fields/survey-fields.ts';
import { classColours, classKeys } from '../../domain/class.ts';
import { editSchema, historySchema } from '../../domain/history.ts';
import { sampleId } from '../../domain/ids.ts';
import { className, nothing, photoIds, rowId, rowIds, rowKind, sampleIds } from '../common.ts';
import { call } from '../define.ts';

const surveyPatchSchema = fieldPatchSchema(surveyFields);
const sitePatchSchema = fieldPatchSchema(siteFields);
const classPatch = { class: z.exactOptional(rowId.nullable()) };
const samplePatchSchema = fieldPatchSchema(sampleFields, classPatch);
const detailPatchSchema = fieldPatchSchema(detailFields, classPatch);

/** Everything that people change by hand. Each call is one step that one undo takes back. */
export const editsTopic = {
  addSurvey: call(surveyPatchSchema, z.object({ survey: rowId })),
  editSurvey: call(z.object({ survey: rowId, set: surveyPatchSchema }), nothing),
  removeSurvey: call(z.object({ survey: rowId }), nothing),
  addSite: call(sitePatchSchema, z.object({ site: rowId })),
  editSite: call(z.object({ site: rowId, set: sitePatchSchema }), nothing),
  /** Removes a site; its surveys stay, without one. */
  removeSite: call(z.object({ site: rowId }), nothing),
  /** Adds samples under the survey's next numbers. */
  addSamples: call(
    z.object({
      survey: rowId,
      count: z.int().min(1).max(1000).default(1),
      set: samplePatchSchema.default({}),
    }),
    z.object({ samples: z.array(sampleId) }),
  ),
  /** Changes samples: those with these ids, or those that photos with these ids are of. */
  editSamples: call(z.object({ samples: rowIds, by: rowKind, set: samplePatchSchema }), nothing),
  removeSamples: call(z.object({ samples: sampleIds }), nothing),
  /** Decides what samples are; null for what cannot be told. They leave the review queue. */
  review: call(z.object({ samples: sampleIds, class: rowId.nullable() }), nothing),
  /** Writes down what whoever is at the keyboard says of a sample without having seen what others said. */
  readBlind: call(z.object({ sample: sampleId, class: rowId }), nothing),
  turnPhotos: call(z.object({ photos: photoIds, by: photoTurnSchema }), nothing),
  /** Gives photos a scale: those with these ids, or those of samples with these ids. Null takes it away. */
  scalePhotos: call(
    z.object({
      photos: rowIds,
      by: z.enum(['photo', 'sample']).default('photo'),
      scale: z.object({ umPerPixel: z.number().positive(), source: scaleSourceSchema }).nullable(),
    }),
    nothing,
  ),
  /** Puts these photos first among the sample's, in this order; photos of other samples are moved to it. */
  placePhotos: call(z.object({ sample: sampleId, photos: photoIds }), nothing),
  /**
   * Makes a sample of photos, of this survey or else of the first photo's. It has the class and the role of the samples that
   * they were of, where those agree; what was measured on a fragment stays with that.
   */
  splitSample: call(
    z.object({ photos: photoIds, survey: rowId.optional() }),
    z.object({ sample: sampleId, number: z.string() }),
  ),
  /**
   * Makes one sample of several: the photos of all go to `into`, behind its own, and the others to the bin. `into` keeps its
   * number; `set` is what holds where they differ.
   */
  mergeSamples: call(
    z.object({ into: sampleId, from: sampleIds, set: detailPatchSchema.default({}) }),
    nothing,
  ),
  removePhotos: call(z.object({ photos: photoIds }), nothing),
  /** Takes things out of the bin, with what they need and what went into it with them. */
  restore: call(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('site'), ids: rowIds }),
      z.object({ kind: z.literal('survey'), ids: rowIds }),
      z.object({ kind: z.literal('tray'), ids: rowIds }),
      z.object({ kind: z.literal('sample'), ids: sampleIds }),
      z.object({ kind: z.literal('photo'), ids: photoIds }),
    ]),
    nothing,
  ),
  /** Makes a calibration profile, or calibrates the one of that name anew, and chooses it for new photos. */
  saveProfile: call(scaleProfileSchema.omit({ id: true }), z.object({ profile: rowId })),
  renameProfile: call(z.object({ profile: rowId, name: scaleProfileSchema.shape.name }), nothing),
  /** Takes a calibration profile away; photos keep the scale that they were given by it. */
  removeProfile: call(z.object({ profile: rowId }), nothing),
  /** Adds a class, or finds the one of that name. */
  addClass: call(z.object({ name: className }), z.object({ class: rowId })),
  /** A class keeps its id: samples and models mean it as it is called now. */
  renameClass: call(z.object({ class: rowId, name: className }), nothing),
  /** Makes one class of two; everything called `from` is called `into` afterwards. */
  mergeClasses: call(z.object({ from: rowId, into: rowId }), nothing),
  /** Deletes a class; what is called so has none afterwards. */
  deleteClass: call(z.object({ class: rowId }), nothing),
  /** Puts classes into an order; those that are not named come behind. */
  orderClasses: call(z.object({ classes: z.array(rowId).min(1).max(1000) }), nothing),
  /** Gives a class its colour or its digit; null is the next that is free. */
  setClassLook: call(
    z.object({
      class: rowId,
      set: z.object({
        colour: z.enum(classColours).nullable().optional(),
        key: z.literal(classKeys).nullable().optional(),
      }),
    }),
    nothing,
  ),
  editModel: call(
    z.object({
      model: rowId,
      set: z.object({
        name: z.string().trim().min(1).max(120).optional(),
        notes: z.string().max(20_000).optional(),
      }),
    }),
    nothing,
  ),
  /** Makes a model the one that is used where none is named. */
  useModel: call(z.object({ model: rowId }), nothing),
  /** Keeps the one in use instead of this one, which no longer waits for a decision. */
  declineModel: call(z.object({ model: rowId }), nothing),
  retireModel: call(z.object({ model: rowId, retired: z.boolean() }), nothing),
  /** Takes the last step back; null where there is none. */
  undo: call(nothing, editSchema.nullable()),
  redo: call(nothing, editSchema.nullable()),
  state: call(nothing, historySchema),
  /** Says who is at the keyboard: the name that stands in the history. */
  signIn: call(z.object({ person: z.string().trim().min(1).max(80) }), nothing),
} as const;
