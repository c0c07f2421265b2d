import { softwareVersion } from '#shared/version.ts';
import type { LabContents } from './lab-contents.ts';
import { placesOf } from './places.ts';
import { type Xml, element, xmlDocument } from './xml.ts';

/** The whole of the field's own words in one list, each once. */
function distinct(words: readonly (string | null)[]): string[] {
  return [...new Set(words.filter((word) => word !== null && word !== ''))] as string[];
}

/**
 * `eml.xml`: who made the data set, where and when, in the profile of EML 2.2 that GBIF reads. What the lab does not know is
 * left out; it knows no licence.
 *
 * @param day ISO date of the export. @see https://ipt.gbif.org/manual/en/ipt/latest/gbif-metadata-profile
 */
export function emlXml(contents: LabContents, day: string): string {
  const { lab, surveys, samples } = contents;
  const photos = samples.reduce((sum, sample) => sum + sample.photos.length, 0);
  const party = (tag: string): Xml =>
    element(
      tag,
      {},
      lab.person === null ? null : element('individualName', {}, element('surName', {}, lab.person)),
      element('organizationName', {}, lab.name),
    );
  const dataset = element(
    'dataset',
    {},
    element('alternateIdentifier', {}, `urn:strandline:${lab.uid}`),
    element('title', { 'xml:lang': 'eng' }, titleOf(contents)),
    party('creator'),
    party('metadataProvider'),
    element('pubDate', {}, day),
    element('language', {}, 'eng'),
    element(
      'abstract',
      {},
      element(
        'para',
        {},
        `Fragments from beach surveys: ${surveys.length} surveys, ${samples.length} samples, ${photos} photos. Exported by Strandline ${softwareVersion}.`,
      ),
    ),
    coverage(contents),
    party('contact'),
    methods(contents),
  );
  const gbif = element(
    'gbif',
    {},
    element('dateStamp', {}, `${day}T00:00:00Z`),
    element('hierarchyLevel', {}, 'dataset'),
  );
  const attributes = {
    'xmlns:eml': 'https://eml.ecoinformatics.org/eml-2.2.0',
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation':
      'https://eml.ecoinformatics.org/eml-2.2.0 https://rs.gbif.org/schema/eml-gbif-profile/1.3/eml.xsd',
    packageId: `urn:strandline:${lab.uid}:${day}`,
    system: 'http://gbif.org',
    scope: 'system',
    'xml:lang': 'eng',
  };
  const root = element(
    'eml:eml',
    attributes,
    dataset,
    element('additionalMetadata', {}, element('metadata', {}, gbif)),
  );
  return xmlDocument(root);
}

function titleOf({ lab, surveys }: LabContents): string {
  const [only, ...others] = surveys;
  const name =
    only !== undefined && others.length === 0
      ? `the survey ${only.fields.name ?? ''}`
      : `the lab ${lab.name}`;
  return `Microplastics on beaches: ${name}`;
}

/** Where and when: the box around all positions, the days from the first survey to the last. */
function coverage(contents: LabContents): Xml | null {
  const placeOf = placesOf(contents);
  const places = contents.surveys.map(({ fields }) => ({ ...placeOf(fields), name: fields.site }));
  const positions = places.flatMap(({ latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [{ latitude, longitude }],
  );
  const days = distinct(contents.surveys.map(({ fields }) => fields.date)).toSorted();
  const [first] = days;
  const last = days.at(-1);
  const where =
    positions.length === 0
      ? null
      : element(
          'geographicCoverage',
          {},
          element(
            'geographicDescription',
            {},
            distinct(places.map(({ name }) => name)).join(', ') || 'Beaches',
          ),
          boxAround(positions),
        );
  const when =
    first === undefined || last === undefined
      ? null
      : element(
          'temporalCoverage',
          {},
          element(
            'rangeOfDates',
            {},
            element('beginDate', {}, element('calendarDate', {}, first)),
            element('endDate', {}, element('calendarDate', {}, last)),
          ),
        );
  return where === null && when === null ? null : element('coverage', {}, where, when);
}

function boxAround(positions: readonly { readonly latitude: number; readonly longitude: number }[]): Xml {
  const latitudes = positions.map(({ latitude }) => latitude);
  const longitudes = positions.map(({ longitude }) => longitude);
  return element(
    'boundingCoordinates',
    {},
    element('westBoundingCoordinate', {}, String(Math.min(...longitudes))),
    element('eastBoundingCoordinate', {}, String(Math.max(...longitudes))),
    element('northBoundingCoordinate', {}, String(Math.max(...latitudes))),
    element('southBoundingCoordinate', {}, String(Math.min(...latitudes))),
  );
}

function methods({ surveys }: LabContents): Xml | null {
  const protocols = distinct(surveys.map(({ fields }) => fields.protocol));
  if (protocols.length === 0) return null;
  const steps = protocols.map((protocol) =>
    element('methodStep', {}, element('description', {}, element('para', {}, protocol))),
  );
  return element('methods', {}, ...steps);
}
