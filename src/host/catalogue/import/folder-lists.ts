import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { rotationSchema, scaleSourceSchema } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import {
  type FieldSpec,
  type FieldSpecs,
  type FieldValue,
  type FieldValues,
  fieldPatchSchema,
  fieldProblems,
} from '#shared/fields/field.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyProblems } from '#shared/fields/survey-checks.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { decodeText } from '#host/lib/decode-text.ts';
import { readRegular } from '#host/lib/regular-file.ts';
import { systemReason } from '#host/lib/system-error.ts';

/** Lists beside the class folders, which say what the names of folders cannot. */
export const folderLists = {
  samples: 'samples.json',
  surveys: 'surveys.json',
  sites: 'sites.json',
} as const;

/** A folder of this name holds samples without a class. */
export const unlabelledFolder = 'unlabelled';

const listedPhotoSchema = z.object({
  sha256: z.string().optional(),
  /** The name that the file had when it first came into a lab. */
  originalName: z.string().optional(),
  takenAt: z.string().nullable().optional(),
  rotation: rotationSchema.optional(),
  umPerPixel: z.number().positive().nullable().optional(),
  scaleSource: scaleSourceSchema.nullable().optional(),
});
export type ListedPhoto = z.infer<typeof listedPhotoSchema>;

const listedSampleSchema = z.object({
  survey: z.string().min(1).optional(),
  number: z.string().min(1).max(40).optional(),
  class: z.string().min(1).nullable().optional(),
  /** ISO time; with survey and number it tells whether a lab has this very sample. */
  createdAt: z.string().optional(),
  /** Scale of all its photos. */
  umPerPixel: z.number().positive().optional(),
  /** By file name. */
  photos: z.record(z.string(), listedPhotoSchema).optional(),
});

type Details = Partial<FieldValues<typeof detailFields>>;
export type ListedSample = z.infer<typeof listedSampleSchema> & { readonly details: Details };
type Patch<S extends FieldSpecs> = Partial<FieldValues<S>>;

/** What the lists of a folder say; all of it is empty where there are none. */
export interface FolderLists {
  /** By `class/sample` folder. */
  readonly samples: ReadonlyMap<string, ListedSample>;
  readonly surveys: readonly Patch<typeof surveyFields>[];
  readonly sites: readonly Patch<typeof siteFields>[];
}

export const noLists: FolderLists = { samples: new Map(), surveys: [], sites: [] };

/**
 * Reads and checks the lists of an imported folder.
 *
 * @param today ISO date of this computer's calendar. @throws StrandlineError `corrupt-file` with the entry and the problem.
 */
export async function readFolderLists(directory: string, today: string): Promise<FolderLists> {
  const [samples, surveys, sites] = await Promise.all([
    readList(directory, folderLists.samples, z.record(z.string(), z.record(z.string(), z.unknown())), {}),
    readList(directory, folderLists.surveys, z.array(fieldPatchSchema(surveyFields)), []),
    readList(directory, folderLists.sites, z.array(fieldPatchSchema(siteFields)), []),
  ]);
  const refuse = (list: string, entry: string, problem: string): never => {
    throw new StrandlineError('corrupt-file', `${join(directory, list)}, ${entry}: ${problem}`);
  };
  const check = (list: string, entry: string, specs: FieldSpecs, values: Values): void => {
    const [problem] = Object.values(fieldProblems(withAnyName(specs), values, today));
    if (problem !== undefined) refuse(list, entry, problem);
  };
  const listed = Object.entries(samples).map(
    ([key, raw]) => [key, parsedSample(directory, key, raw)] as const,
  );
  for (const [key, { details }] of listed) check(folderLists.samples, key, detailFields, details);
  for (const survey of surveys)
    check(folderLists.surveys, survey.name ?? '?', surveyFields, { name: null, ...survey });
  for (const survey of surveys) {
    const [problem] = Object.values(surveyProblems(survey));
    if (problem !== undefined) refuse(folderLists.surveys, survey.name ?? '?', problem);
  }
  for (const site of sites) check(folderLists.sites, site.name ?? '?', siteFields, { name: null, ...site });
  return { samples: new Map(listed), surveys, sites };
}

/** A tree is read back to what was exported, also from a lab of a time when anything could be a name. */
function withAnyName(specs: FieldSpecs): FieldSpecs {
  const entries = Object.entries(specs).map(([key, spec]): [string, FieldSpec] => {
    if (spec.kind !== 'text') return [key, spec];
    const { longest, label, required = false } = spec;
    return [key, { kind: 'text', longest, label, required }];
  });
  return Object.fromEntries(entries);
}

type Values = Readonly<Record<string, FieldValue | undefined>>;

const detailNames = new Set(Object.keys(detailFields));

function parsedSample(directory: string, key: string, raw: Readonly<Record<string, unknown>>): ListedSample {
  const details = Object.fromEntries(Object.entries(raw).filter(([name]) => detailNames.has(name)));
  try {
    return {
      ...listedSampleSchema.parse(raw),
      details: fieldPatchSchema(detailFields).parse(details),
    };
  } catch (error) {
    throw invalid(join(directory, folderLists.samples), error, `, ${key},`);
  }
}

async function readList<T>(directory: string, name: string, schema: z.ZodType<T>, none: T): Promise<T> {
  const file = join(directory, name);
  if (!existsSync(file)) return none;
  try {
    return schema.parse(JSON.parse(decodeText(await readRegular(file))));
  } catch (error) {
    throw invalid(file, error);
  }
}

function invalid(file: string, error: unknown, where = ''): StrandlineError {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  const what =
    issue === undefined
      ? error instanceof SyntaxError
        ? 'is not JSON'
        : `cannot be read: ${systemReason(error)}`
      : `is not as it should be (${issue.path.join('.')}: ${issue.message})`;
  return new StrandlineError('corrupt-file', `${file}${where} ${what}. Mend it or take it away.`, {}, error);
}
