import { z } from 'zod';
import {
  classifiedSchema,
  countedRegionSchema,
  detectionSchema,
  detectionStates,
  outlineSchema,
  trayRoles,
  trayScaleSchema,
  traySchema,
} from '../../domain/tray.ts';
import {
  findingSettingsSchema,
  foundByDetectorSchema,
  foundThingSchema,
  leftOutSchema,
} from '../../domain/finding.ts';
import { skippedFileSchema } from '../../domain/import.ts';
import { detectorReference, sampleId } from '../../domain/ids.ts';
import { diameterSchema, roundEdgeSchema } from '../../domain/round-edge.ts';
import { annotationsRequestSchema, annotationsResultSchema } from '../../domain/annotations.ts';
import { trayExportRequestSchema } from '../../domain/tray-export.ts';
import { jobRef, nothing, rowId, rowIds } from '../common.ts';
import { call } from '../define.ts';

const coordinate = z.number().min(-100_000).max(100_000);
const which = z.object({ tray: rowId });

/** Pictures of many things. What is edited here is taken back by `edits.undo` like every other edit. */
export const traysTopic = {
  list: call(z.object({ survey: rowId.optional() }), z.array(traySchema)),
  get: call(which, z.object({ tray: traySchema, detections: z.array(detectionSchema) })),
  /** Adds pictures to a survey, each a tray; what is in the lab as a tray already is skipped and named. */
  add: call(
    z.object({ survey: rowId, files: z.array(z.string().min(1)).min(1).max(1000) }),
    z.object({ trays: z.array(rowId), skipped: z.array(skippedFileSchema) }),
    { paths: (args, path) => ({ ...args, files: args.files.map((file) => path(file, 'take')) }) },
  ),
  /**
   * Makes things samples of the tray's survey, each with its part of the picture as a photo; they count there from now on. Runs as
   * a job, and answers once that has ended.
   */
  promote: call(z.object({ detections: rowIds.max(10_000) }), z.object({ samples: z.array(sampleId) })),
  /**
   * Adds boxes and outlines of a folder in the form of YOLO or COCO to trays, and its pictures to the survey where they are no
   * trays yet.
   */
  importAnnotations: call(annotationsRequestSchema, annotationsResultSchema, {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'take') }),
  }),
  /** Writes what was accepted in trays into a new folder, and reads it back. */
  export: call(trayExportRequestSchema, jobRef, {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }),
  }),
  edit: call(
    z.object({
      trays: rowIds,
      set: z.object({
        scale: trayScaleSchema.nullable().optional(),
        region: countedRegionSchema.nullable().optional(),
        role: z.enum(trayRoles).optional(),
        replicate: z.int().min(1).max(10_000).nullable().optional(),
        notes: z.string().max(4000).optional(),
        /** Whether every detection was looked at. */
        reviewed: z.boolean().optional(),
      }),
    }),
    nothing,
  ),
  remove: call(z.object({ trays: rowIds }), nothing),
  /** Gives a tray its scale by the outside of its dish's rim. Refused where the rim is not seen well enough. */
  scaleByRim: call(
    which.extend({ diameterMm: diameterSchema }),
    z.object({ scale: trayScaleSchema, rim: roundEdgeSchema }),
  ),
  /** The same by something round of known diameter, such as a coin, at a place of the picture. */
  scaleByDisc: call(
    which.extend({ diameterMm: diameterSchema, x: z.number(), y: z.number() }),
    z.object({ scale: trayScaleSchema, disc: roundEdgeSchema }),
  ),
  /** Adds something by its outline, accepted. */
  draw: call(
    which.extend({ outline: outlineSchema, source: z.enum(['wand', 'drawn']) }),
    z.object({ detection: rowId }),
  ),
  /** What would be found, and what is left out of it; nothing is written. */
  preview: call(
    which.extend({ settings: findingSettingsSchema }),
    z.object({ found: z.array(foundThingSchema), leftOut: z.array(leftOutSchema), seconds: z.number() }),
  ),
  /**
   * Proposes what is found, in place of the proposals that nobody decided on. What overlaps something accepted or rejected by half
   * is not proposed again.
   */
  find: call(
    which.extend({ settings: findingSettingsSchema }),
    z.object({ proposed: z.int(), leftOut: z.array(leftOutSchema) }),
  ),
  /** The outline of the thing at a place, in pixels; nothing is written. @property tolerance how much fainter than the place its edge may be. */
  wand: call(
    which.extend({ x: z.number(), y: z.number(), tolerance: z.number().min(0).max(1) }),
    z.object({ outline: outlineSchema }),
  ),
  /**
   * Replaces the proposals of a tray by what a detector (by id or name) finds in it. Runs as a job, and answers once that has
   * ended.
   */
  findByDetector: call(which.extend({ detector: detectorReference }), foundByDetectorSchema),
  /**
   * Asks a model (default: the one in use) about what was accepted or proposed in trays. Its verdicts are kept, and its classes
   * where it is sure; those that a person gave stay. Runs as a job, and answers once that has ended.
   */
  classify: call(
    z.object({ trays: rowIds, model: z.union([rowId, z.string().min(1)]).optional() }),
    classifiedSchema,
  ),
  /** Cuts something along a line that leads through it from side to side. */
  cut: call(
    z.object({ detection: rowId, line: z.tuple([coordinate, coordinate, coordinate, coordinate]) }),
    z.object({ detections: z.array(rowId).min(2) }),
  ),
  /** Makes one thing of several in a tray; gaps between them are closed where they are narrow. */
  merge: call(z.object({ detections: rowIds }), z.object({ detection: rowId })),
  editDetections: call(
    z.object({
      detections: rowIds,
      set: z.object({
        state: z.enum(detectionStates).optional(),
        class: rowId.nullable().optional(),
        outline: outlineSchema.optional(),
      }),
    }),
    nothing,
  ),
} as const;
