import { z } from 'zod';
import {
  countedRegionSchema,
  detectionSchema,
  detectionStates,
  findingSchema,
  findingSettingsSchema,
  foundSchema,
  outlineSchema,
  trayRoles,
  trayScaleSchema,
  traySchema,
} from '../../domain/tray.ts';
import { skippedFileSchema } from '../../domain/import.ts';
import { nothing, rowId, rowIds } from '../common.ts';
import { call } from '../define.ts';

const which = z.object({ tray: rowId });
const point = { x: z.number(), y: z.number() };

/** Pictures of many things. What is edited here is taken back by `edits.undo` like every other edit. */
export const traysTopic = {
  list: call(z.object({ survey: rowId.optional() }), z.array(traySchema)),
  get: call(which, z.object({ tray: traySchema, detections: z.array(detectionSchema) })),
  /** Adds pictures to a survey, each a tray; what is in the lab as a tray already is skipped and named. */
  add: call(
    z.object({ survey: rowId, files: z.array(z.string().min(1)).min(1).max(1000) }),
    z.object({ trays: z.array(rowId), skipped: z.array(skippedFileSchema) }),
    { paths: ({ files }) => files },
  ),
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
  /** The scale by the rim of a dish of this diameter. Fails with `conflict`, and why, where no rim is to be trusted. */
  scaleByRim: call(
    which.extend({ diameterMm: z.number().positive().max(1000) }),
    z.object({
      scale: trayScaleSchema,
      region: countedRegionSchema,
      directions: z.int(),
      residualPx: z.number(),
    }),
  ),
  /** The same by a disc of known diameter that lies at a place. */
  scaleByDisc: call(
    which.extend({ diameterMm: z.number().positive().max(1000), ...point }),
    z.object({ scale: trayScaleSchema, outline: outlineSchema, residualPx: z.number() }),
  ),
  /** What these settings find; nothing is kept. */
  preview: call(which.extend({ settings: findingSettingsSchema }), findingSchema),
  /** Keeps what is found as proposals, in place of those that nobody has looked at yet. */
  find: call(
    which.extend({
      by: z.union([
        z.strictObject({ settings: findingSettingsSchema }),
        /** A detector of the lab. */
        z.strictObject({ detector: rowId }),
      ]),
    }),
    z.object({ found: z.int(), leftOut: findingSchema.shape.leftOut, unseenGround: z.boolean() }),
  ),
  /** What lies at a place, as far as its colour goes; nothing is kept. */
  wand: call(
    which.extend({ ...point, tolerance: z.number().min(1).max(255).default(20) }),
    foundSchema.nullable(),
  ),
  /** Adds something by its outline, accepted. */
  draw: call(
    which.extend({ outline: outlineSchema, source: z.enum(['wand', 'drawn']) }),
    z.object({ detection: rowId }),
  ),
  /** Cuts one into two or more by a line. Fails with `conflict` where the line does not part it. */
  cut: call(
    z.object({
      detection: rowId,
      line: z
        .array(z.tuple([z.number(), z.number()]))
        .min(2)
        .max(1000),
    }),
    z.object({ detections: z.array(rowId) }),
  ),
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
  /** Asks the model in use, or this one, what the detections are; what a person said stays. */
  classify: call(which.extend({ model: rowId.optional() }), z.object({ classified: z.int() })),
  /** Makes samples of detections, each with its crop as a photo. */
  promote: call(z.object({ detections: rowIds }), z.object({ samples: z.array(rowId) })),
} as const;
