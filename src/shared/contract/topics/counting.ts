import { z } from 'zod';
import { detectorReference } from '../../domain/ids.ts';
import { regionSchema } from '../../camera/region.ts';
import { findingSettingsSchema, foundThingSchema, leftOutReasons } from '../../domain/finding.ts';
import { call } from '../define.ts';
import { rowId } from '../common.ts';

/** The longest side of a frame that is counted, in pixels: more would take longer than a live picture waits. */
const longestSide = 2048;
/** Of an encoded picture, in bytes: more than the largest camera's PNG. */
const mostBytes = 256 * 1024 ** 2;

/** A camera's frame, made smaller where it is large: 8-bit sRGB, three interleaved channels, row by row. */
const frameSchema = z
  .object({
    width: z.int().min(1).max(longestSide),
    height: z.int().min(1).max(longestSide),
    rgb: z.instanceof(Uint8Array),
  })
  .refine(({ width, height, rgb }) => rgb.length === 3 * width * height, 'a frame has three bytes per pixel');

/** A frame, encoded (PNG, JPEG). */
const pictureSchema = z
  .instanceof(Uint8Array)
  .refine(({ length }) => length <= mostBytes, 'a picture has 256 MB at most');

/** The part that is counted; null for all of the picture. */
const partSchema = regionSchema.nullable();

/** What a detector says besides what it finds. */
const detectorTold = {
  /** The ground looks like none that the detector was trained on: its count is not to be trusted. */
  unseenGround: z.boolean(),
  /** How many outlines are the ellipse of a box, since the picture shows no edge there. */
  ellipses: z.int(),
};

/** Counting things in the camera's picture. Outlines are in pixels of the picture that was asked about. */
export const countingTopic = {
  /**
   * What stands out from a frame's ground. Ask for the next once this one is answered: frames are not counted sooner by
   * asking faster. A smallest size is in pixels of the frame. Nothing is stored.
   */
  frame: call(
    z.object({ frame: frameSchema, region: partSchema, settings: findingSettingsSchema }),
    z.object({
      found: z.array(foundThingSchema),
      /** How much stood out and was left out, by why. */
      leftOut: z.record(z.enum(leftOutReasons), z.int()),
      seconds: z.number(),
    }),
  ),
  /** What a detector (by id or name) finds in a frame. Takes seconds; nothing is stored. */
  byDetector: call(
    z.object({ picture: pictureSchema, region: partSchema, detector: detectorReference }),
    z.object({
      found: z.array(foundThingSchema.extend({ score: z.number().min(0).max(1) })),
      ...detectorTold,
      seconds: z.number(),
    }),
  ),
  /**
   * Keeps a frame as a tray of a survey, with what is found in it proposed and the chosen profile's scale, in one step. A
   * smallest size is in µm where a profile is chosen, else in pixels.
   */
  keep: call(
    z.object({
      survey: rowId,
      picture: pictureSchema,
      region: partSchema,
      by: z.union([
        z.strictObject({ settings: findingSettingsSchema }),
        z.strictObject({ detector: detectorReference }),
      ]),
    }),
    z.object({ tray: rowId, number: z.string(), proposed: z.int(), ...detectorTold }),
  ),
} as const;
