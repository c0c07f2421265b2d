import { z } from 'zod';
import { cameraSettingsSchema } from '../../camera/camera.ts';
import { cameraFingerprintSchema } from '../../camera/drift.ts';
import { statisticsSchema } from '../../camera/statistics.ts';
import { importOptionsSchema, skippedFileSchema } from '../../domain/import.ts';
import { photoTargetSchema, sha256Schema } from '../../domain/photo.ts';
import { predictionSchema } from '../../learning/prediction/prediction.ts';
import { calibrationSchema, fileVerdictSchema } from '../../learning/prediction/verdict.ts';
import { verdictFormats, verdictRowSchema } from '../../learning/prediction/verdict-table.ts';
import { sampleId } from '../../domain/ids.ts';
import { className, rowId } from '../common.ts';
import { call } from '../define.ts';

/** Model id or name; default: the one in use. */
const modelReference = z.union([rowId, z.string().min(1)]).optional();

/** How many files, one after the other, show one thing each. */
const anglesSchema = z.array(z.int().min(1)).max(10_000);

/** The largest frame that is taken, in pixels a side: more than any network's input. */
const largestFrame = 4096;

/** A camera's frame: 8-bit sRGB, three interleaved channels, row by row. */
const frameSchema = z
  .object({
    width: z.int().min(1).max(largestFrame),
    height: z.int().min(1).max(largestFrame),
    rgb: z.instanceof(Uint8Array),
  })
  .refine(({ width, height, rgb }) => rgb.length === 3 * width * height, 'a frame has three bytes per pixel');
export type Frame = z.output<typeof frameSchema>;

/** A frame's network never wants more than this many bytes of PNG: 1024 pixels a side, without any gain. */
const mostPng = 4 * 1024 ** 2;

/** A frame that has the network's size already, without loss (PNG); the same is predicted of it as of the frame itself. */
const sizedFrameSchema = z.object({
  png: z.instanceof(Uint8Array).refine(({ length }) => length <= mostPng, 'a sized frame has 4 MB at most'),
});

const askedFrameSchema = z.union([frameSchema, sizedFrameSchema]);
export type AskedFrame = z.output<typeof askedFrameSchema>;

/** One angle as it was taken: encoded (JPEG, PNG), and how the camera was set. */
const benchPhotoSchema = z.object({
  bytes: z.instanceof(Uint8Array),
  camera: cameraSettingsSchema.nullable(),
});

const explanationSchema = z.object({
  prediction: predictionSchema,
  /** What the network was given. */
  picture: frameSchema,
  /** How much each place speaks for the likeliest class, row by row; null where the network's shape allows no such map. */
  heat: z.object({ width: z.int(), height: z.int(), values: z.instanceof(Float32Array) }).nullable(),
  /** The nearest training photos, nearest first. */
  neighbours: z.array(
    z.object({
      hash: sha256Schema,
      /** What it was labelled when the model was trained. */
      class: z.string(),
      /** As in a prediction; of nothing where the model has no limit. */
      distance: z.number(),
      /** The sample as the lab has it now; null where the photo is in the bin or gone. */
      sample: z.object({ id: sampleId, number: z.string(), class: z.string().nullable() }).nullable(),
    }),
  ),
});
export type Explained = z.output<typeof explanationSchema>;

/** A sample that photos can be kept with. */
const foundSampleSchema = z.object({
  sample: sampleId,
  number: z.string(),
  survey: z.object({ id: rowId, name: z.string() }),
  class: z.string().nullable(),
  photos: z.int(),
});

export const benchTopic = {
  /**
   * The photos that are meant by files and folders: those of a folder, however deep, without what is none. Grouped, the
   * photos of one thing follow each other, as an import would put them together.
   */
  photosIn: call(
    z.object({
      paths: z.array(z.string().min(1)).min(1).max(10_000),
      grouped: z.boolean().default(false),
    }),
    z.object({
      files: z.array(z.string()),
      angles: anglesSchema,
      /** How an import makes the same samples of them. */
      importAs: importOptionsSchema.pick({ layout: true, grouping: true }),
      skipped: z.array(skippedFileSchema),
    }),
    { paths: (args, path) => ({ ...args, paths: args.paths.map((one) => path(one, 'look')) }) },
  ),
  /**
   * One verdict per thing: per file, over all of them where they are angles of one, or over as many as `angles` says.
   * Files that cannot be read are left out; a thing of which none can be read has no verdict.
   */
  classify: call(
    z
      .object({
        files: z.array(z.string().min(1)).min(1).max(10_000),
        model: modelReference,
        together: z.boolean().default(false),
        angles: anglesSchema.optional(),
      })
      .refine(
        ({ files, angles }) =>
          angles === undefined || angles.reduce((sum, one) => sum + one, 0) === files.length,
        'the angles are as many as the files',
      ),
    z.object({
      /** `id`: under which the lab keeps it; null in a lab that can only be read. */
      verdicts: z.array(fileVerdictSchema.extend({ id: rowId.nullable() })),
      skipped: z.array(skippedFileSchema),
    }),
    { paths: (args, path) => ({ ...args, files: args.files.map((file) => path(file, 'look')) }) },
  ),
  /** Writes verdicts on photos as a table into a folder; a file that is there is never replaced. */
  saveVerdicts: call(
    z.object({
      directory: z.string().min(1),
      format: z.enum(verdictFormats),
      rows: z.array(verdictRowSchema).min(1).max(100_000),
    }),
    z.object({ file: z.string() }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }) },
  ),
  /** Loads a model, so that predicting is quick. @returns which one it is, and how its predictions become verdicts. */
  open: call(
    z.object({ model: modelReference }),
    z.object({
      model: rowId,
      name: z.string(),
      calibration: calibrationSchema,
      /** Pixels a side that its network is given. */
      imageSize: z.int().min(1),
      /** What its training photos are like; null where its file does not say. */
      fingerprint: cameraFingerprintSchema.nullable(),
    }),
  ),
  /**
   * A model's prediction of one frame. Ask for the next once this one is answered: frames are not queued by asking faster.
   * Nothing is stored.
   */
  predict: call(
    z.object({
      model: rowId,
      frame: askedFrameSchema,
      /** Whether it shall be said what the frame is like, too. */
      measure: z.boolean().default(false),
    }),
    predictionSchema.extend({ statistics: statisticsSchema.nullable() }),
  ),
  /**
   * Makes a frame a network's size, for the way to a lab on another computer: neither a lab nor a model is needed here.
   * What depends on the frame's own size is told of the frame as it came.
   */
  sizeFrame: call(
    z.object({
      frame: frameSchema,
      /** Pixels a side that the network is given. */
      imageSize: z.int().min(1).max(1024),
      measure: z.boolean().default(false),
    }),
    sizedFrameSchema.extend({ statistics: statisticsSchema.nullable() }),
    { audience: 'main' },
  ),
  /** Why a model says what it says of one frame or photo file. Takes longer than predicting; nothing is stored. */
  explain: call(
    z.object({
      model: modelReference,
      of: z.union([askedFrameSchema, z.object({ file: z.string().min(1) })]),
    }),
    explanationSchema,
    {
      paths: (args, path) =>
        'file' in args.of ? { ...args, of: { file: path(args.of.file, 'look') } } : args,
    },
  ),
  /** Samples of this number (`S-0012`, `12`) in any survey, or the one whose label says this; newest first. */
  find: call(z.object({ text: z.string().trim().min(1).max(300) }), z.array(foundSampleSchema)),
  /**
   * Keeps a fragment: its photos, angle by angle, as a new sample of a survey or as further angles of a sample, with what
   * the model says of exactly these photos and what a person says, where one does. One undo takes all of it back.
   */
  keep: call(
    z.object({
      model: rowId,
      to: photoTargetSchema,
      /** The person's class, by name. */
      class: className.nullable(),
      photos: z.array(benchPhotoSchema).min(1).max(100),
      /** The sitting that they were taken in. */
      session: rowId.nullable().default(null),
    }),
    z.object({
      sample: sampleId,
      number: z.string(),
      verdict: fileVerdictSchema,
      /** How many were kept; the others were in the lab already. */
      photos: z.int(),
    }),
  ),
} as const;
