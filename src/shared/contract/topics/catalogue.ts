import { z } from 'zod';
import { binKinds, binListSchema } from '../../domain/bin.ts';
import { classSchema } from '../../domain/class.ts';
import { importPlanOptionsSchema } from '../../domain/import-plan.ts';
import { type ImportOptions, importOptionsSchema, importResultSchema } from '../../domain/import.ts';
import { addPhotosSchema, photoTargetSchema, sha256Schema } from '../../domain/photo.ts';
import { scaleProfilesSchema } from '../../domain/profile.ts';
import { foundSampleSchema, sampleSchema } from '../../domain/sample.ts';
import { surveyProtocolSchema, surveySchema } from '../../domain/survey.ts';
import { exportRequestSchema } from '../../domain/export.ts';
import { gridQuerySchema, idListSchema } from '../../domain/grid.ts';
import { changeSchema } from '../../domain/history.ts';
import { labelledSampleSchema } from '../../domain/label.ts';
import { sampleId } from '../../domain/ids.ts';
import { jobRef, nothing, rowId, rowKind, sampleIds } from '../common.ts';
import { type MapPath, call } from '../define.ts';

export const photoSizes = ['thumb', 'preview', 'original'] as const;

/** Files that a person chose one by one are granted one by one; their folder is not. */
function importPaths(use: 'look' | 'take') {
  return <Options extends ImportOptions>(options: Options, path: MapPath): Options => {
    const { directory, files, table } = options;
    return {
      ...options,
      directory: path(directory, files === undefined ? use : 'around'),
      ...(files !== undefined && { files: files.map((file) => path(file, use)) }),
      ...(table !== undefined && { table: { ...table, file: path(table.file, use) } }),
    };
  };
}

/** A file of a folder, by one path. */
function fileInFolder<Args extends { directory: string; file: string }>(args: Args, path: MapPath): Args {
  const at = path(`${args.directory}/${args.file}`, 'look');
  const end = at.lastIndexOf('/');
  return { ...args, directory: at.slice(0, end), file: at.slice(end + 1) };
}

export const catalogueTopic = {
  surveys: call(nothing, z.array(surveySchema)),
  classes: call(nothing, z.array(classSchema)),
  /** A survey with its protocol. */
  survey: call(z.object({ survey: rowId }), surveyProtocolSchema),
  /** The ids of the samples or photos that a filter lets through, in order. */
  list: call(gridQuerySchema, idListSchema),
  /** Samples with all their photos, in no order: those with these ids, or those that these photos are of. */
  samples: call(z.object({ ids: z.array(rowId).max(2000), by: rowKind }), z.array(sampleSchema)),
  /** The samples whose numbers begin like a text; `42` is S-0042 too. */
  findSamples: call(
    z.object({ text: z.string().max(200), limit: z.int().min(1).max(100).default(12) }),
    z.array(foundSampleSchema),
  ),
  /** The sample whose label says this. `label` is null where the text is no label; `sample` where this lab has it not. */
  sampleOfLabel: call(
    z.object({ text: z.string().max(5000) }),
    z.object({ label: labelledSampleSchema.nullable(), sample: foundSampleSchema.nullable() }),
  ),
  /** What was changed of a sample, newest first. */
  history: call(z.object({ sample: sampleId }), z.array(changeSchema)),
  /** Calibration profiles. */
  profiles: call(nothing, scaleProfilesSchema),
  /** Chooses the profile that new photos get. */
  chooseProfile: call(z.object({ profile: rowId.nullable() }), nothing),
  /** What of a kind is in the bin. */
  bin: call(z.object({ kind: z.enum(binKinds) }), binListSchema),
  /** Looks what an import would come to, and writes nothing; the job's result is an `importPlanSchema`. */
  planImport: call(importPlanOptionsSchema, jobRef, { paths: importPaths('look') }),
  import: call(importOptionsSchema, jobRef, { paths: importPaths('take') }),
  /** A picture of a file that is no photo of the lab yet, as WebP; null where there is none to be seen. */
  fileThumbnail: call(
    z.object({
      directory: z.string().min(1),
      file: z.string().min(1),
      size: z.enum(photoSizes).exclude(['original']).default('thumb'),
    }),
    z.instanceof(Uint8Array).nullable(),
    { paths: fileInFolder },
  ),
  /** Adds photo files; the job's result is an `importResultSchema`. */
  addPhotos: call(addPhotosSchema, jobRef, {
    paths: (args, path) => ({ ...args, files: args.files.map((file) => path(file, 'take')) }),
  }),
  /** Adds a picture that is no file, as from the clipboard. */
  addPicture: call(
    z.object({
      bytes: z.instanceof(Uint8Array),
      name: z.string().min(1).max(200),
      to: photoTargetSchema,
    }),
    importResultSchema,
  ),
  /** Writes the lab's data; the job's result is an `exportResultSchema`. */
  export: call(exportRequestSchema, jobRef, {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }),
  }),
  /** Writes a sheet of labels to print, one per sample, as a PDF. @returns how many. */
  labelSheet: call(
    z.object({ directory: z.string().min(1), samples: sampleIds }),
    z.object({ file: z.string(), labels: z.int() }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }) },
  ),
  /** Where a photo's bytes lie, for the shell's photo protocol. Makes the rendition where it is missing. */
  photoFile: call(
    z.object({ hash: sha256Schema, size: z.enum(photoSizes) }),
    z.object({ path: z.string(), mime: z.string() }).nullable(),
    { audience: 'main' },
  ),
  /** The same in parts, for a shell that is on another computer than the lab; `isOriginal`: the photo's own file. */
  photoPart: call(
    z.object({ hash: sha256Schema, size: z.enum(photoSizes), from: z.int().min(0).default(0) }),
    z
      .object({
        mime: z.string(),
        /** Bytes of the whole. */
        length: z.int().min(0),
        isOriginal: z.boolean(),
        part: z.instanceof(Uint8Array),
      })
      .nullable(),
    { audience: 'main' },
  ),
} as const;
