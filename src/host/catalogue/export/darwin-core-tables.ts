import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { TermField } from '#shared/fields/sample-fields.ts';
import type { ExportedPhoto, ExportedSample, LabContents } from './lab-contents.ts';
import { addressOf, photoFileName, sizeClassOfSample } from './names.ts';
import { type Place, placesOf } from './places.ts';
import { type Cell, type Table, tableOf } from './table.ts';
import { termOf } from './tables.ts';

/** A table of the archive: what its rows are, and the term that each column stands for. The first is the core's id. */
export interface ArchiveFile {
  readonly name: string;
  readonly rowType: string;
  readonly table: Table;
  /** URIs, in the order of the columns. */
  readonly terms: readonly string[];
}

const dwc = (term: string): string => `http://rs.tdwg.org/dwc/terms/${term}`;
const dc = (term: string): string => `http://purl.org/dc/terms/${term}`;
const obis = (term: string): string => `http://rs.iobis.org/obis/terms/${term}`;
const nvs = (code: string): string =>
  `http://vocab.nerc.ac.uk/collection/${code.slice(0, 3)}/current/${code}/`;

/** By column: the term's URI, and the cell. */
type TermColumns<Thing> = Readonly<Record<string, readonly [term: string, cell: (thing: Thing) => Cell]>>;

function fileOf<Thing>(
  name: string,
  rowType: string,
  columns: TermColumns<Thing>,
  things: readonly Thing[],
): ArchiveFile {
  const cells = Object.fromEntries(Object.entries(columns).map(([column, [, cell]]) => [column, cell]));
  return {
    name,
    rowType,
    table: tableOf(cells, things),
    terms: Object.values(columns).map(([term]) => term),
  };
}

/**
 * The lab as an event-core archive: a survey is an event, a sample an event within it, which says for itself when, where and
 * how it was taken, since few readers look at the parent. Fragments are no organisms, so there are no occurrences; shape,
 * colour, polymer, size and class are measurements, with the identifiers of the NERC vocabulary server where the term has one.
 *
 * Identifiers are made of the lab's own and of row ids, which neither a new name nor another export changes.
 */
export function darwinCoreFiles(
  contents: LabContents,
  mediaBase: string | undefined,
): readonly [events: ArchiveFile, facts: ArchiveFile, media: ArchiveFile] {
  const { lab, surveys, samples } = contents;
  const placeOf = placesOf(contents);
  const surveyId = (survey: number): string => `urn:strandline:${lab.uid}:survey:${survey}`;
  const sampleId = ({ id }: ExportedSample): string => `urn:strandline:${lab.uid}:sample:${id}`;
  const protocols = new Map(surveys.map(({ id, fields }) => [id, fields]));
  const taken = samples.flatMap((sample) => {
    const fields = protocols.get(sample.survey);
    return fields === undefined ? [] : [{ sample, fields, place: placeOf(fields) }];
  });
  const events: Event[] = [
    ...surveys.map(({ id, fields }) => ({
      id: surveyId(id),
      parent: null,
      fields,
      place: placeOf(fields),
      sample: null,
    })),
    ...taken.map((one) => ({ ...one, id: sampleId(one.sample), parent: surveyId(one.sample.survey) })),
  ];
  const media = samples.flatMap((sample) =>
    sample.photos.map((photo) => ({
      event: sampleId(sample),
      sample,
      photo,
      identifier: mediaBase === undefined ? mediaFile(photo) : addressOf(mediaBase, photoFileName(photo)),
    })),
  );
  const facts = [
    ...surveys.flatMap(({ id, fields }) => factsOf(surveyId(id), surveyFacts(fields))),
    ...samples.flatMap((sample) => factsOf(sampleId(sample), sampleFacts(sample))),
  ];
  return [
    fileOf('event.csv', dwc('Event'), eventColumns, events),
    fileOf('extendedmeasurementorfact.csv', obis('ExtendedMeasurementOrFact'), factColumns, facts),
    fileOf('multimedia.csv', 'http://rs.gbif.org/terms/1.0/Multimedia', mediaColumns, media),
  ];
}

/** Where a photo lies in the archive. */
export function mediaFile(photo: Pick<ExportedPhoto, 'hash' | 'extension'>): string {
  return `media/${photoFileName(photo)}`;
}

/** A survey, or a sample with what it has from its survey. */
interface Event {
  readonly id: string;
  readonly parent: string | null;
  readonly fields: SurveyProtocol['fields'];
  readonly place: Place;
  /** Null: it is a survey. */
  readonly sample: ExportedSample | null;
}

const eventColumns: TermColumns<Event> = {
  eventID: [dwc('eventID'), ({ id }) => id],
  parentEventID: [dwc('parentEventID'), ({ parent }) => parent],
  eventType: [dwc('eventType'), ({ sample }) => eventType(sample)],
  // What people call it, for whoever has the jar in hand.
  fieldNumber: [
    dwc('fieldNumber'),
    ({ sample, fields }) => (sample === null ? fields.name : (sample.details.label ?? sample.number)),
  ],
  eventDate: [dwc('eventDate'), ({ fields }) => fields.date],
  eventTime: [dwc('eventTime'), ({ fields }) => timeOf(fields)],
  locationID: [dwc('locationID'), ({ place }) => place.site?.reference ?? null],
  countryCode: [dwc('countryCode'), ({ place }) => place.site?.country ?? null],
  locality: [dwc('locality'), ({ fields }) => fields.site],
  decimalLatitude: [dwc('decimalLatitude'), ({ place }) => place.latitude],
  decimalLongitude: [dwc('decimalLongitude'), ({ place }) => place.longitude],
  geodeticDatum: [dwc('geodeticDatum'), ({ place }) => (place.latitude === null ? null : 'EPSG:4326')],
  samplingProtocol: [
    dwc('samplingProtocol'),
    ({ fields }) => [fields.protocol, fields.layout].filter((part) => part !== null).join(', ') || null,
  ],
  sampleSizeValue: [dwc('sampleSizeValue'), (event) => sampleSize(event)?.value ?? null],
  sampleSizeUnit: [dwc('sampleSizeUnit'), (event) => sampleSize(event)?.unit ?? null],
  samplingEffort: [
    dwc('samplingEffort'),
    ({ fields, sample }) =>
      sample !== null || fields.hours === null ? null : `${fields.hours} observer hours`,
  ],
  eventRemarks: [
    dwc('eventRemarks'),
    ({ sample, fields }) => (sample === null ? fields.notes : sample.details.notes),
  ],
  dynamicProperties: [dwc('dynamicProperties'), ({ sample }) => (sample === null ? null : namesOf(sample))],
};

function eventType(sample: ExportedSample | null): string {
  if (sample === null) return 'Survey';
  return isControl(sample) ? `Control (${sample.details.role ?? ''})` : 'Sample';
}

function isControl({ details }: ExportedSample): boolean {
  return details.role !== 'environmental';
}

function timeOf({ startTime, endTime }: SurveyProtocol['fields']): string | null {
  return startTime === null || endTime === null ? startTime : `${startTime}/${endTime}`;
}

/** What was sampled: the area of one square quadrat, else the sediment. A control is of no beach. */
function sampleSize({ fields, sample }: Event): { value: number; unit: string } | undefined {
  if (sample !== null && isControl(sample)) return undefined;
  const { quadratSide, volume, dryMass, wetMass } = fields;
  if (quadratSide !== null)
    return { value: Number(((quadratSide / 100) ** 2).toPrecision(6)), unit: 'square metre' };
  if (volume !== null) return { value: volume, unit: 'litre' };
  const mass = dryMass ?? wetMass;
  return mass === null ? undefined : { value: mass, unit: 'kilogram' };
}

/** How the lab calls a sample and where it came from, as the standard has no place for it. */
function namesOf({ surveyName, number, details, source }: ExportedSample): string {
  const known = Object.entries({ survey: surveyName, number, label: details.label, source });
  return JSON.stringify(Object.fromEntries(known.filter(([, value]) => value !== null)));
}

interface FactNotes {
  readonly id?: string;
  readonly unit?: string;
  readonly method?: string;
}
type Fact = readonly [type: string, value: string | number | null, notes?: FactNotes];

function surveyFacts(fields: SurveyProtocol['fields']): readonly Fact[] {
  return [
    ['sieve mesh', fields.sieveMesh, { unit: 'µm' }],
    ['sampling depth', fields.depth, { unit: 'cm' }],
    ['wet mass of sediment', fields.wetMass, { unit: 'kg' }],
    ['dry mass of sediment', fields.dryMass, { unit: 'kg' }],
    ['volume of sediment', fields.volume, { unit: 'L' }],
    ['density of the solution', fields.density, { unit: 'g/cm³' }],
    ['macro litter nearby', fields.macroLitter],
    ['replicates', fields.replicates],
    ['field blanks', fields.fieldBlanks],
    ['procedural blanks', fields.labBlanks],
    ['particles in blanks', fields.blankParticles],
    ['recovery of spikes', fields.spikeRecovery, { unit: '%' }],
  ];
}

function sampleFacts(sample: ExportedSample): readonly Fact[] {
  const { details } = sample;
  const term = (field: TermField, notes: FactNotes = {}): Fact => {
    const found = termOf(sample, field);
    const code = found?.codes.NVS;
    return [field, found?.word ?? details[field], code === undefined ? notes : { ...notes, id: nvs(code) }];
  };
  const sizeClass = sizeClassOfSample(sample);
  const method = details.identification === null ? {} : { method: details.identification };
  return [
    classFact(sample),
    term('morphotype'),
    term('colour'),
    term('polymer', method),
    ['transparency', details.transparency],
    ['largest Feret diameter', details.sizeUm, { unit: 'µm' }],
    [
      'size class',
      sizeClass?.word ?? null,
      sizeClass?.codes.NVS === undefined ? {} : { id: nvs(sizeClass.codes.NVS) },
    ],
    ['mass', details.massMg, { unit: 'mg' }],
  ];
}

/** A person's class counts before a model's. */
function classFact({ class: one, reviewed, modelSays }: ExportedSample): Fact {
  if (one !== null)
    return [
      'class',
      one.name,
      { method: reviewed ? 'verified by a person on recorded media' : 'labelled by a person' },
    ];
  if (modelSays === null) return ['class', null];
  const { model, confidence } = modelSays;
  return [
    'class',
    modelSays.class,
    { method: `classified by the model ${model}, confidence ${confidence.toFixed(3)}` },
  ];
}

interface FactRow {
  readonly event: string;
  readonly type: string;
  readonly value: string | number;
  readonly notes: FactNotes;
}

function factsOf(event: string, facts: readonly Fact[]): FactRow[] {
  return facts.flatMap(([type, value, notes = {}]) =>
    value === null ? [] : [{ event, type, value, notes }],
  );
}

const factColumns: TermColumns<FactRow> = {
  eventID: [dwc('eventID'), ({ event }) => event],
  measurementID: [dwc('measurementID'), ({ event, type }) => `${event}:${type.replaceAll(' ', '-')}`],
  measurementType: [dwc('measurementType'), ({ type }) => type],
  measurementValue: [dwc('measurementValue'), ({ value }) => value],
  measurementValueID: [obis('measurementValueID'), ({ notes }) => notes.id ?? null],
  measurementUnit: [dwc('measurementUnit'), ({ notes }) => notes.unit ?? null],
  measurementMethod: [dwc('measurementMethod'), ({ notes }) => notes.method ?? null],
};

interface Media {
  readonly event: string;
  readonly sample: ExportedSample;
  readonly photo: ExportedPhoto;
  readonly identifier: string;
}

const formats: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff' };

const mediaColumns: TermColumns<Media> = {
  eventID: [dwc('eventID'), ({ event }) => event],
  type: [dc('type'), () => 'StillImage'],
  format: [dc('format'), ({ photo }) => `image/${formats[photo.extension] ?? photo.extension}`],
  identifier: [dc('identifier'), ({ identifier }) => identifier],
  title: [dc('title'), ({ sample, photo }) => `${sample.number}, angle ${photo.angle + 1}`],
  description: [dc('description'), ({ photo }) => photo.source ?? photo.fileName],
  created: [dc('created'), ({ photo }) => photo.takenAt],
};
