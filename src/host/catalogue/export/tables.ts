import { detailFields, termFields } from '#shared/fields/sample-fields.ts';
import { fieldHeaders } from '#shared/fields/headers.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { type Term, vocabularies } from '#shared/domain/vocabulary.ts';
import type { ExportedSample, LabContents } from './lab-contents.ts';
import { photoFileName, sizeClassOfSample } from './names.ts';

export type Cell = string | number | null;
/** Rows of a table; the first row's names are the header. */
export type Table = readonly Readonly<Record<string, Cell>>[];

const siteHeaders = fieldHeaders(siteFields);
const surveyHeaders = fieldHeaders(surveyFields);
const detailHeaders = fieldHeaders(detailFields);

/** Every site with what is known of it, units in the headers. */
export function sitesTable({ sites }: LabContents): Table {
  return sites.map((fields) => rowOf(siteHeaders, fields));
}

/** Every survey with its protocol, units in the headers. */
export function surveysTable({ surveys }: LabContents): Table {
  return surveys.map(({ fields }) => rowOf(surveyHeaders, fields));
}

/** Every sample: words as written, and beside them the vocabulary's term and the published codes. */
export function samplesTable({ samples }: LabContents): Table {
  return samples.map((sample) => {
    const terms = termFields.flatMap((field): [string, Cell][] => {
      const term = termOf(sample, field);
      return [
        [`${field}_term`, term?.id ?? null],
        [`${field}_nvs`, term?.codes.NVS ?? null],
      ];
    });
    const sizeClass = sizeClassOfSample(sample);
    return {
      survey: sample.surveyName,
      number: sample.number,
      class: sample.class?.name ?? null,
      // A model's class stands beside, never in its place.
      class_source: sample.class === null ? null : 'human',
      ...rowOf(detailHeaders, sample.details),
      ...Object.fromEntries(terms),
      size_class: sizeClass?.word ?? null,
      size_class_nvs: sizeClass?.codes.NVS ?? null,
      photos: sample.photos.length,
      source: sample.source,
      model: sample.modelSays?.model ?? null,
      model_class: sample.modelSays?.class ?? null,
      model_confidence: sample.modelSays?.confidence ?? null,
    };
  });
}

/** Every photo, with the name of its file in an export of the photos. */
export function photosTable({ samples }: LabContents): Table {
  return samples.flatMap((sample) =>
    sample.photos.map((photo) => ({
      survey: sample.surveyName,
      number: sample.number,
      angle: photo.angle,
      file: photoFileName(photo),
      original_name: photo.fileName,
      sha256: photo.hash,
      width_px: photo.width,
      height_px: photo.height,
      rotation_degrees: photo.rotation,
      taken_at: photo.takenAt,
      um_per_pixel: photo.umPerPixel,
      scale_source: photo.scaleSource,
      page: photo.page,
      range_low: photo.rangeLow,
      range_high: photo.rangeHigh,
      latitude: photo.latitude,
      longitude: photo.longitude,
      source: photo.source,
    })),
  );
}

/** The vocabulary's term for a word of a sample. */
export function termOf(sample: ExportedSample, field: (typeof termFields)[number]): Term | undefined {
  return vocabularies[field].find(({ id }) => id === sample.terms[field]);
}

function rowOf(
  headers: readonly (readonly [key: string, header: string])[],
  values: Readonly<Record<string, Cell>>,
): Record<string, Cell> {
  return Object.fromEntries(headers.map(([key, header]) => [header, values[key] ?? null]));
}
