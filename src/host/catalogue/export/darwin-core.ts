import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { TermField } from '#shared/fields/sample-fields.ts';
import type { ExportedSample, LabContents } from './lab-contents.ts';
import { photoFileName, sizeClassOfSample } from './names.ts';
import { type Place, placesOf } from './places.ts';
import { strToU8, zipSync } from 'fflate';
import { stringify } from 'csv-stringify/sync';
import type { Outcome } from './outcome.ts';
import type { Cell } from './table.ts';
import { termOf } from './tables.ts';

type Row = Readonly<Record<string, Cell>>;
type Table = readonly Row[];

/** A file of the archive: what its rows are, and for each column the term that it stands for. */
interface ArchiveFile {
  readonly name: string;
  readonly rowType: string;
  readonly rows: Table;
  /** Term URI by column, in order. The first column is the core's id. */
  readonly terms: Readonly<Record<string, string>>;
}

const dwc = (term: string): string => `http://rs.tdwg.org/dwc/terms/${term}`;
const dc = (term: string): string => `http://purl.org/dc/terms/${term}`;
const obis = (term: string): string => `http://rs.iobis.org/obis/terms/${term}`;
const nvs = (code: string): string =>
  `http://vocab.nerc.ac.uk/collection/${code.slice(0, 3)}/current/${code}/`;

const eventTerms = {
  eventID: dwc('eventID'),
  parentEventID: dwc('parentEventID'),
  eventType: dwc('eventType'),
  eventDate: dwc('eventDate'),
  locationID: dwc('locationID'),
  countryCode: dwc('countryCode'),
  locality: dwc('locality'),
  decimalLatitude: dwc('decimalLatitude'),
  decimalLongitude: dwc('decimalLongitude'),
  geodeticDatum: dwc('geodeticDatum'),
  samplingProtocol: dwc('samplingProtocol'),
  sampleSizeValue: dwc('sampleSizeValue'),
  sampleSizeUnit: dwc('sampleSizeUnit'),
  samplingEffort: dwc('samplingEffort'),
  eventRemarks: dwc('eventRemarks'),
};

const factTerms = {
  eventID: dwc('eventID'),
  measurementID: dwc('measurementID'),
  measurementType: dwc('measurementType'),
  measurementValue: dwc('measurementValue'),
  measurementValueID: obis('measurementValueID'),
  measurementUnit: dwc('measurementUnit'),
  measurementMethod: dwc('measurementMethod'),
};

const mediaTerms = {
  eventID: dwc('eventID'),
  type: dc('type'),
  format: dc('format'),
  identifier: dc('identifier'),
  created: dc('created'),
};

/** The archive, in one file. */
export function darwinCoreOutcome(contents: LabContents): Outcome {
  const files = darwinCoreFiles(contents);
  const tables = files.map(({ name, rows, terms }) => {
    const text = stringify([...rows], { header: true, columns: Object.keys(terms) });
    return [name, strToU8(text)] as const;
  });
  const archive = zipSync({ 'meta.xml': strToU8(metaXml(files)), ...Object.fromEntries(tables) });
  return { files: { 'darwin-core.zip': archive }, photos: [], check: () => Promise.resolve([]) };
}

/**
 * The lab as an event-core archive: a survey is an event, a sample an event within it. Fragments are no organisms, so
 * there are no occurrences; shape, colour, polymer, size and class are measurements, with the identifiers of the NERC
 * vocabulary server where the term has one.
 */
function darwinCoreFiles(contents: LabContents): readonly [core: ArchiveFile, ...extensions: ArchiveFile[]] {
  const { surveys, samples } = contents;
  const placeOf = placesOf(contents);
  return [
    {
      name: 'event.csv',
      rowType: dwc('Event'),
      rows: [
        ...surveys.map(({ fields }) => surveyEvent(fields, placeOf(fields))),
        ...samples.map(sampleEvent),
      ],
      terms: eventTerms,
    },
    {
      name: 'extendedmeasurementorfact.csv',
      rowType: obis('ExtendedMeasurementOrFact'),
      rows: [...surveys.flatMap(surveyFacts), ...samples.flatMap(sampleFacts)],
      terms: factTerms,
    },
    {
      name: 'multimedia.csv',
      rowType: 'http://rs.gbif.org/terms/1.0/Multimedia',
      rows: samples.flatMap(sampleMedia),
      terms: mediaTerms,
    },
  ];
}

/** `meta.xml`: tells a reader what the files and their columns are. */
function metaXml([core, ...extensions]: readonly [ArchiveFile, ...ArchiveFile[]]): string {
  const element = (tag: string, idTag: string, { name, rowType, terms }: ArchiveFile): string => {
    const fields = Object.values(terms).map((term, index) => `    <field index="${index}" term="${term}"/>`);
    return [
      `  <${tag} encoding="UTF-8" fieldsTerminatedBy="," linesTerminatedBy="\\n" fieldsEnclosedBy="&quot;" ignoreHeaderLines="1" rowType="${rowType}">`,
      `    <files><location>${name}</location></files>`,
      `    <${idTag} index="0"/>`,
      ...fields,
      `  </${tag}>`,
    ].join('\n');
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<archive xmlns="http://rs.tdwg.org/dwc/text/">',
    element('core', 'id', core),
    ...extensions.map((file) => element('extension', 'coreid', file)),
    '</archive>',
    '',
  ].join('\n');
}

function surveyEvent(fields: SurveyProtocol['fields'], { latitude, longitude, site }: Place): Row {
  const side = fields.quadratSide;
  return eventRow({
    eventID: fields.name,
    eventType: 'Survey',
    eventDate: fields.date,
    locationID: site?.reference ?? null,
    countryCode: site?.country ?? null,
    locality: fields.site,
    decimalLatitude: latitude,
    decimalLongitude: longitude,
    geodeticDatum: latitude === null ? null : 'EPSG:4326',
    samplingProtocol: [fields.protocol, fields.layout].filter((part) => part !== null).join(', ') || null,
    // Quadrats are square: the area in m² of one of them.
    sampleSizeValue: side === null ? null : Number(((side / 100) ** 2).toPrecision(6)),
    sampleSizeUnit: side === null ? null : 'square metre',
    samplingEffort: fields.hours === null ? null : `${fields.hours} observer hours`,
    eventRemarks: fields.notes,
  });
}

function sampleEvent(sample: ExportedSample): Row {
  const { role, notes } = sample.details;
  return eventRow({
    eventID: eventOf(sample),
    parentEventID: sample.surveyName,
    eventType: role === 'environmental' ? 'Sample' : `Control (${role ?? ''})`,
    eventRemarks: notes,
  });
}

function eventRow(values: Partial<Record<keyof typeof eventTerms, string | number | null>>): Row {
  return Object.fromEntries(
    Object.keys(eventTerms).map((term) => [term, values[term as keyof typeof eventTerms] ?? null]),
  );
}

interface FactNotes {
  readonly id?: string;
  readonly unit?: string;
  readonly method?: string;
}
type Fact = readonly [type: string, value: string | number | null, notes?: FactNotes];

function surveyFacts({ fields }: SurveyProtocol): Table {
  return factRows(fields.name ?? '', [
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
  ]);
}

function sampleFacts(sample: ExportedSample): Table {
  const { details } = sample;
  const term = (field: TermField, notes: FactNotes = {}): Fact => {
    const found = termOf(sample, field);
    const code = found?.codes.NVS;
    return [field, found?.word ?? details[field], code === undefined ? notes : { ...notes, id: nvs(code) }];
  };
  const sizeClass = sizeClassOfSample(sample);
  const method = details.identification === null ? {} : { method: details.identification };
  return factRows(eventOf(sample), [
    ['class', sample.class?.name ?? null, { method: 'verified by a person on recorded media' }],
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
  ]);
}

function factRows(event: string, facts: readonly Fact[]): Table {
  return facts
    .filter(([, value]) => value !== null)
    .map(([type, value, { id = null, unit = null, method = null } = {}]) => ({
      eventID: event,
      measurementID: `${event}:${type}`,
      measurementType: type,
      measurementValue: value,
      measurementValueID: id,
      measurementUnit: unit,
      measurementMethod: method,
    }));
}

function sampleMedia(sample: ExportedSample): Table {
  return sample.photos.map((photo) => ({
    eventID: eventOf(sample),
    type: 'StillImage',
    format: `image/${photo.extension === 'jpg' ? 'jpeg' : photo.extension}`,
    identifier: photoFileName(photo),
    created: photo.takenAt,
  }));
}

function eventOf({ surveyName, number }: ExportedSample): string {
  return `${surveyName}:${number}`;
}
