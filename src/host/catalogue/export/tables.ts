import { detailFields, termFields } from '#shared/fields/sample-fields.ts';
import { fieldHeaders } from '#shared/fields/headers.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { type Term, sizeClassOf, vocabularies } from '#shared/vocabulary.ts';
import type { ExportedSample, LabContents } from './lab-contents.ts';

export type Cell = string | number | null;
/** Rows of a table; the first row's names are the header. */
export type Table = readonly Readonly<Record<string, Cell>>[];

const surveyHeaders = fieldHeaders(surveyFields);
const detailHeaders = fieldHeaders(detailFields);

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
    const { sizeUm } = sample.details;
    const sizeClass = sizeUm === null ? undefined : sizeClassOf(sizeUm);
    return {
      survey: sample.surveyName,
      number: sample.number,
      class: sample.class?.name ?? null,
      ...rowOf(detailHeaders, sample.details),
      ...Object.fromEntries(terms),
      size_class: sizeClass?.word ?? null,
      size_class_nvs: sizeClass?.codes.NVS ?? null,
      photos: sample.photos.length,
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
      file: `${photo.hash}.${photo.extension}`,
      original_name: photo.fileName,
      sha256: photo.hash,
      width_px: photo.width,
      height_px: photo.height,
      rotation_degrees: photo.rotation,
      taken_at: photo.takenAt,
      um_per_pixel: photo.umPerPixel,
      scale_source: photo.scaleSource,
    })),
  );
}

/** What the Moore Institute's rules call an identification method; the others are not theirs. */
const methods: Readonly<Record<string, string>> = { ftir: 'FTIR', raman: 'Raman', pygcms: 'PyGCMS' };
const notAvailable = 'NA';

/**
 * One row per particle with the columns of the One4All validator's particle rules (California's microplastics data
 * portal). Our survey is its sample, our sample its particle. Length is the largest Feret diameter.
 */
export function one4allTable({ samples }: LabContents): Table {
  return samples.map((sample) => ({
    ParticleID: `${sample.surveyName} ${sample.number}`,
    SampleID: sample.surveyName,
    PhotoID:
      sample.photos[0] === undefined
        ? notAvailable
        : `${sample.photos[0].hash}.${sample.photos[0].extension}`,
    SpectraID: notAvailable,
    Morphology: termOf(sample, 'morphotype')?.codes.One4All ?? notAvailable,
    Color: termOf(sample, 'colour')?.codes.One4All ?? 'Unknown',
    Polymer: termOf(sample, 'polymer')?.codes.One4All ?? notAvailable,
    MatIDMethod: methods[sample.details.identification ?? ''] ?? notAvailable,
    Length: sample.details.sizeUm ?? notAvailable,
    Width: notAvailable,
    Height: notAvailable,
    Mass: sample.details.massMg ?? notAvailable,
    SampleType: { blank: 'Blank', spike: 'Spike' }[sample.details.role ?? ''] ?? 'Environmental',
    Comments: sample.details.notes ?? '',
  }));
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
