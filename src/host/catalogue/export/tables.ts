import { detailFields, termFields } from '#shared/fields/sample-fields.ts';
import type { FieldSpecs } from '#shared/fields/field.ts';
import { fieldHeaders } from '#shared/fields/headers.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { type Term, vocabularies } from '#shared/domain/vocabulary.ts';
import type { ExportedPhoto, ExportedSample, LabContents } from './lab-contents.ts';
import { photoFileName, sizeClassOfSample } from './names.ts';
import { type Cell, type Columns, type Table, tableOf } from './table.ts';

type Values = Readonly<Record<string, Cell>>;
type PhotoOfSample = Omit<ExportedPhoto, 'sample'> & { readonly sample: ExportedSample };

/**
 * The lab as tables: units stand in the headers, words are as written, and beside them stand the vocabulary's term and the
 * published codes. A photo has the name of its file in an export of the photos.
 */
export function labTables({ sites, surveys, samples }: LabContents): Readonly<Record<TableName, Table>> {
  return {
    sites: tableOf(fieldColumns(siteFields), sites),
    surveys: tableOf(
      fieldColumns(surveyFields),
      surveys.map(({ fields }) => fields),
    ),
    samples: tableOf(sampleColumns, samples),
    photos: tableOf(
      photoColumns,
      samples.flatMap((sample) => sample.photos.map((photo) => ({ ...photo, sample }))),
    ),
  };
}

type TableName = 'sites' | 'surveys' | 'samples' | 'photos';

const sampleColumns: Columns<ExportedSample> = {
  survey: ({ surveyName }) => surveyName,
  number: ({ number }) => number,
  class: (sample) => sample.class?.name ?? null,
  // A model's class stands beside, never in its place.
  class_source: (sample) => (sample.class === null ? null : 'human'),
  ...ofDetails(),
  ...Object.fromEntries(
    termFields.flatMap((field): [string, (sample: ExportedSample) => Cell][] => [
      [`${field}_term`, (sample) => termOf(sample, field)?.id ?? null],
      [`${field}_nvs`, (sample) => termOf(sample, field)?.codes.NVS ?? null],
    ]),
  ),
  size_class: (sample) => sizeClassOfSample(sample)?.word ?? null,
  size_class_nvs: (sample) => sizeClassOfSample(sample)?.codes.NVS ?? null,
  photos: ({ photos }) => photos.length,
  source: ({ source }) => source,
  model: ({ modelSays }) => modelSays?.model ?? null,
  model_class: ({ modelSays }) => modelSays?.class ?? null,
  model_confidence: ({ modelSays }) => modelSays?.confidence ?? null,
};

const photoColumns: Columns<PhotoOfSample> = {
  survey: ({ sample }) => sample.surveyName,
  number: ({ sample }) => sample.number,
  angle: ({ angle }) => angle,
  file: (photo) => photoFileName(photo),
  original_name: ({ fileName }) => fileName,
  sha256: ({ hash }) => hash,
  width_px: ({ width }) => width,
  height_px: ({ height }) => height,
  rotation_degrees: ({ rotation }) => rotation,
  taken_at: ({ takenAt }) => takenAt,
  um_per_pixel: ({ umPerPixel }) => umPerPixel,
  scale_source: ({ scaleSource }) => scaleSource,
  page: ({ page }) => page,
  range_low: ({ rangeLow }) => rangeLow,
  range_high: ({ rangeHigh }) => rangeHigh,
  latitude: ({ latitude }) => latitude,
  longitude: ({ longitude }) => longitude,
  source: ({ source }) => source,
};

/** The vocabulary's term for a word of a sample. */
export function termOf(sample: ExportedSample, field: (typeof termFields)[number]): Term | undefined {
  return vocabularies[field].find(({ id }) => id === sample.terms[field]);
}

function fieldColumns(specs: FieldSpecs): Columns<Values> {
  return Object.fromEntries(
    fieldHeaders(specs).map(([key, header]) => [header, (values: Values) => values[key] ?? null]),
  );
}

function ofDetails(): Columns<ExportedSample> {
  return Object.fromEntries(
    Object.entries(fieldColumns(detailFields)).map(([header, cell]) => [
      header,
      ({ details }) => cell(details),
    ]),
  );
}
