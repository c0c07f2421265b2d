import { z } from 'zod';
import { modelOriginSchema, testFiguresSchema } from '#shared/contract/topics/models.ts';
import { cameraSettingsSchema } from '#shared/camera/camera.ts';
import { driftSchema } from '#shared/camera/drift.ts';
import { regionSchema } from '#shared/camera/region.ts';
import { statisticsSchema } from '#shared/camera/statistics.ts';
import { rowId } from '#shared/domain/ids.ts';
import { sha256Schema } from '#shared/domain/photo.ts';
import { stageKinds } from '#shared/domain/session.ts';
import { modelClassSchema } from '#shared/learning/plan.ts';
import { flagSchema, jsonSchema, nameSchema, textSchema, timeSchema } from './stored-rows.ts';

/* Rows of sessions, verdicts and models of a lab that comes in, as they must be for the lab to take them. */

export const sessionRowSchema = z.object({
  id: rowId,
  person: nameSchema,
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** When its last verdict was given. */
  lastAt: timeSchema.nullable(),
  camera: jsonSchema(cameraSettingsSchema).nullable(),
  stageKind: z.enum(stageKinds).nullable(),
  stageStatistics: jsonSchema(statisticsSchema).nullable(),
  stageRegion: jsonSchema(regionSchema).nullable(),
  stageBytes: z.int().nullable(),
  /** Looked at by itself. */
  stageHead: z.unknown(),
});

export const warningRowSchema = driftSchema.extend({ session: rowId, at: timeSchema });

const share = z.number().min(0).max(1);

export const verdictRowSchema = z.object({
  id: rowId,
  model: rowId,
  sample: rowId,
  session: rowId.nullable(),
  verdict: nameSchema,
  className: nameSchema,
  /** What that class is called now; null where the lab has it no more. */
  classNow: nameSchema.nullable(),
  confidence: share,
  sureness: share.nullable(),
  probabilities: jsonSchema(z.record(z.string().max(300), z.number())),
  files: jsonSchema(z.array(z.string())),
  createdAt: timeSchema,
});

export const fingerprintRowSchema = z.object({
  photo: rowId,
  hash: sha256Schema,
  statistics: jsonSchema(statisticsSchema),
  camera: jsonSchema(cameraSettingsSchema).nullable(),
  verdict: rowId.nullable(),
});

/** A column of JSON, parsed. */
function parsed<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z
    .string()
    .max(5_000_000)
    .transform((text, context) => {
      try {
        const read = schema.safeParse(JSON.parse(text));
        if (read.success) return read.data;
      } catch {
        // It is no JSON.
      }
      context.addIssue('not what it should be');
      return z.NEVER;
    });
}

export const modelRowSchema = z.object({
  id: rowId,
  name: nameSchema,
  file: z.string().min(1).max(300),
  classes: parsed(z.array(modelClassSchema).min(1).max(10_000)),
  test: parsed(testFiguresSchema).nullable(),
  notes: textSchema,
  origin: parsed(modelOriginSchema).nullable(),
  /** Of a model that was trained there: its run. */
  run: rowId.nullable(),
  runStartedAt: timeSchema.nullable(),
  isRetired: flagSchema,
  createdAt: timeSchema,
});
