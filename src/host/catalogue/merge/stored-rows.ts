import { z } from 'zod';
import { rowId } from '#shared/domain/ids.ts';
import { photoEndingSchema, rotationSchema, scaleSourceSchema, sha256Schema } from '#shared/domain/photo.ts';
import {
  countedRegionSchema,
  detectionSources,
  detectionStates,
  outlineSchema,
  trayRoles,
  trayScaleSources,
} from '#shared/domain/tray.ts';
import { detectionSchema as shownDetection } from '#shared/domain/tray.ts';

/*
 * Rows of a lab that comes in, as they must be for the lab to take them: what its own tables would refuse is refused here, by
 * name. A lab from elsewhere need not have the tables that it should have.
 */

const name = z.string().min(1).max(300);
const time = z.string().max(40);
const text = z.string().max(4000);
const isBinned = z.literal([0, 1]).transform((flag) => flag === 1);
const flag = z.literal([0, 1]);
export { flag as flagSchema, name as nameSchema, text as textSchema, time as timeSchema };
const positive = z.number().positive();
const pixels = z.int().positive().max(10_000_000);
const latitude = z.number().min(-90).max(90).nullable();
const longitude = z.number().min(-180).max(180).nullable();
const facts = z.record(z.string(), z.union([text, z.number()]).nullable());

export const labSchema = z.object({ name, uid: z.string().regex(/^[0-9a-f]{32}$/) });

export const classSchema = z.object({ id: rowId, name: z.string().min(1).max(200), isBinned });

export const thingSchema = z.object({ id: rowId, name, isBinned, bornAt: time.nullable(), facts });

export const profileSchema = z.object({
  id: rowId,
  name: z.string().trim().min(1).max(80),
  umPerPixel: positive.max(10_000),
  isBinned,
  bornAt: time.nullable(),
});

export const surveySchema = z.object({ id: rowId, name, createdAt: time, isBinned, facts });

export const sampleSchema = z.object({
  id: rowId,
  survey: rowId,
  name,
  createdAt: time,
  givenSide: z.enum(['train', 'val', 'test']).nullable(),
  reviewedAt: time.nullable(),
  isBinned,
  facts: facts.refine(({ role }) => ['environmental', 'blank', 'spike'].includes(String(role)), {
    message: 'no such role',
  }),
});

const stored = { hash: sha256Schema, extension: photoEndingSchema };

export const photoSchema = z.object({
  id: rowId,
  sample: rowId,
  ...stored,
  angle: z.int().min(0),
  bytes: z.int().min(0),
  width: pixels,
  height: pixels,
  takenAt: time.nullable(),
  umPerPixel: positive.nullable(),
  scaleSource: scaleSourceSchema.nullable(),
  rotation: rotationSchema,
  fileName: z.string().max(1000),
  fingerprint: z.string().length(16),
  importedAt: time,
  page: z.int().min(0),
  rangeLow: z.number().nullable(),
  rangeHigh: z.number().nullable(),
  latitude,
  longitude,
  source: text.nullable(),
  isBinned,
});

export const claimSchema = z.object({
  id: rowId,
  sample: rowId,
  className: name,
  file: text,
  isAnswered: isBinned,
});

export const readingSchema = z.object({
  id: rowId,
  sample: rowId,
  person: name,
  className: name.nullable(),
  labelName: name.nullable(),
  readAt: time,
  isBinned,
});

/** A column of JSON, as text that a schema takes. */
export function jsonSchema(schema: z.ZodType): z.ZodType<string> {
  return z.string().refine((value) => {
    try {
      return schema.safeParse(JSON.parse(value)).success;
    } catch {
      return false;
    }
  }, 'not what it should be');
}

export const traySchema = z.object({
  id: rowId,
  survey: rowId,
  name: z.string().min(1).max(80),
  ...stored,
  page: z.int().min(0),
  bytes: z.int().min(0),
  width: pixels,
  height: pixels,
  fileName: z.string().max(1000),
  takenAt: time.nullable(),
  importedAt: time,
  isBinned,
  facts: z.object({
    umPerPixel: positive.max(10_000).nullable(),
    scaleSource: z.enum(trayScaleSources).nullable(),
    scaleUncertainty: z.number().min(0).max(1).nullable(),
    region: jsonSchema(countedRegionSchema).nullable(),
    role: z.enum(trayRoles),
    replicate: z.int().min(1).nullable(),
    notes: text,
    reviewedBy: name.nullable(),
    reviewedAt: time.nullable(),
  }),
});

const measure = z.number().min(0);

export const detectionSchema = z.object({
  id: rowId,
  tray: rowId,
  sample: rowId.nullable(),
  isBinned,
  facts: z.object({
    outline: jsonSchema(outlineSchema),
    state: z.enum(detectionStates),
    source: z.enum(detectionSources),
    maxFeret: measure,
    minFeret: measure,
    feretLine: jsonSchema(z.array(z.number()).length(4)),
    geodesic: measure,
    area: measure,
    solidity: measure,
    sharpness: z.number().min(0).max(1).nullable(),
    atEdge: flag,
    class: name.nullable(),
    classBy: z.enum(['person', 'model']).nullable(),
    verdict: jsonSchema(shownDetection.shape.verdict).nullable(),
  }),
  score: z.number().min(0).max(1).nullable(),
  touching: flag,
});
