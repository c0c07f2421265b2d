import { z } from 'zod';
import { cameraSettingsSchema } from '../../camera/camera.ts';
import { regionSchema } from '../../camera/region.ts';
import { driftSchema } from '../../camera/drift.ts';
import { sessionReportSchema, sessionSchema, stageKinds, storedStageSchema } from '../../domain/session.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

const which = z.object({ session: rowId });

/** Sittings at the bench. */
export const sessionsTopic = {
  /** All of them, newest first. */
  list: call(nothing, z.array(sessionSchema)),
  /** The one that was begun and not ended; null where there is none. */
  current: call(nothing, sessionSchema.nullable()),
  /** Begins one with a look at the stage. Fails with `conflict` while another one is open, `photo-unreadable`. */
  start: call(
    z.object({
      stage: z.object({
        kind: z.enum(stageKinds),
        /** The stage's picture, encoded. */
        photo: z.instanceof(Uint8Array),
        /** What is predicted of it. */
        region: regionSchema,
      }),
      camera: cameraSettingsSchema.nullable(),
    }),
    sessionSchema,
  ),
  /** The empty stage of the newest session that began with it; null where nobody knows. Fails with `photo-unreadable`. */
  emptyStage: call(nothing, storedStageSchema.nullable()),
  /** Writes down that the picture has drifted; the first time of each kind counts. */
  warn: call(z.object({ session: rowId, drift: driftSchema }), nothing),
  /** Ends it, and says what came of it. One that has ended stays as it was. */
  end: call(which, sessionReportSchema),
  report: call(which, sessionReportSchema),
  /** The report as one HTML page that holds all it needs. @returns it, and what its file may be called. */
  page: call(which, z.object({ html: z.string(), name: z.string() })),
} as const;
