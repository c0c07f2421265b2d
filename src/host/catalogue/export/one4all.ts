import type { SurveyProtocol } from '#shared/domain/survey.ts';
import { softwareVersion } from '#shared/version.ts';
import type { ExportedSample, LabContents } from './lab-contents.ts';
import { photoFileName } from './names.ts';
import { placesOf } from './places.ts';
import type { ExportRequest } from '#shared/domain/export.ts';
import { tableProblems } from './checks.ts';
import { fromDelimited, isSame, toDelimited } from './delimited.ts';
import type { Outcome } from './outcome.ts';
import type { Cell, Table } from './table.ts';
import { termOf } from './tables.ts';
import { checkCells } from './tables-check.ts';

/*
 * The tables of the One4All validator (Moore Institute, California's microplastics data portal; rules_dw_acc.csv). Our
 * survey is its sample, our sample its particle; what was found on blanks and spikes is a sample of its own. Lengths are in
 * µm, masses of particles in mg.
 */

const notAvailable = 'NA';
/** What the rules call an identification method; the others are not theirs. */
const methods: Readonly<Record<string, string>> = { ftir: 'FTIR', raman: 'Raman', pygcms: 'PyGCMS' };
const sampleTypes: Readonly<Record<string, string>> = { blank: 'Blank', spike: 'Spike' };
const yesNo: Readonly<Record<string, string>> = { yes: 'Yes', no: 'No' };
const pickingStrategies: Readonly<Record<string, string>> = { dry: 'Dry', wet: 'Wet' };

/** The tables, a file of CSV for each. */
export function one4allOutcome(contents: LabContents, { raw }: Pick<ExportRequest, 'raw'>): Outcome {
  const options = { dialect: 'comma', raw } as const;
  const tables = Object.entries(one4allTables(contents));
  return {
    files: Object.fromEntries(tables.map(([name, table]) => [name, toDelimited(table, options)])),
    photos: [],
    check: async (read) => {
      const problems = await Promise.all(
        tables.map(async ([name, table]) =>
          tableProblems(name, table, fromDelimited(await read(name), options), isSame),
        ),
      );
      return [checkCells(Object.fromEntries(tables), problems.flat())];
    },
  };
}

function one4allTables(contents: LabContents): Readonly<Record<string, Table>> {
  return {
    'methodology.csv': tableOfRows(contents.surveys.map(({ fields }) => methodology(fields))),
    'samples.csv': tableOfRows(sampleRows(contents)),
    'particles.csv': tableOfRows(contents.samples.map(particle)),
  };
}

type Row = Readonly<Record<string, Cell>>;

function tableOfRows(rows: readonly Row[]): Table {
  return { columns: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
}

function particle(sample: ExportedSample): Row {
  const { surveyName, number, details, photos } = sample;
  const [photo] = photos;
  return {
    ParticleID: `${surveyName} ${number}`,
    SampleID: sampleId(surveyName, details.role),
    PhotoID: photo === undefined ? notAvailable : photoFileName(photo),
    SpectraID: notAvailable,
    Morphology: termOf(sample, 'morphotype')?.codes.One4All ?? notAvailable,
    Color: termOf(sample, 'colour')?.codes.One4All ?? 'Unknown',
    Polymer: termOf(sample, 'polymer')?.codes.One4All ?? notAvailable,
    MatIDMethod: methods[details.identification ?? ''] ?? notAvailable,
    Length: orNotAvailable(details.sizeUm),
    Width: notAvailable,
    Height: notAvailable,
    Mass: orNotAvailable(details.massMg),
    SurfaceArea: notAvailable,
    Volume: notAvailable,
    Tactile: notAvailable,
    FinalAnalysisDate: notAvailable,
    SampleType: typeOf(details.role),
    Comments: details.notes ?? '',
  };
}

function sampleRows(contents: LabContents): readonly Row[] {
  const placeOf = placesOf(contents);
  const rolesOf = Map.groupBy(contents.samples, ({ survey }) => survey);
  return contents.surveys.flatMap(({ id, fields }) => {
    const roles = (rolesOf.get(id) ?? []).map(({ details }) => details.role ?? 'environmental');
    const { latitude, longitude, site } = placeOf(fields);
    return [...new Set(['environmental', ...roles])].map((role) => ({
      SampleID: sampleId(fields.name ?? '', role),
      SampleType: typeOf(role),
      MethodologyID: fields.name,
      SiteName: fields.site ?? notAvailable,
      Country: orNotAvailable(site?.country ?? null),
      Latitude: orNotAvailable(latitude),
      Longitude: orNotAvailable(longitude),
      CollectionStartDateTime: timeOf(fields.date, fields.startTime),
      CollectionEndDateTime: timeOf(fields.date, fields.endTime),
      SampleMassWet_kg: orNotAvailable(fields.wetMass),
      SampleMassDry_kg: orNotAvailable(fields.dryMass),
      SampleVolume_L: orNotAvailable(fields.volume),
      SieveMeshSizes: orNotAvailable(fields.sieveMesh),
      DensitySolution: orNotAvailable(fields.solution),
      Density_g_cm3: orNotAvailable(fields.density),
      Digestion: orNotAvailable(fields.digestion),
      FilterType: orNotAvailable(fields.filterType),
      FilterDiameter: orNotAvailable(fields.filterDiameter),
      FilterPoreSize: orNotAvailable(fields.filterPore),
    }));
  });
}

function methodology(fields: SurveyProtocol['fields']): Row {
  return {
    MethodologyID: fields.name,
    Protocols: orNotAvailable(fields.protocol),
    SamplingDevice: orNotAvailable(fields.device),
    AirFiltration: yesNo[fields.cleanAir ?? ''] ?? notAvailable,
    ClothingPolicy: yesNo[fields.cottonClothing ?? ''] ?? notAvailable,
    NonplasticPolicy: yesNo[fields.nonPlasticTools ?? ''] ?? notAvailable,
    VisMagnification: orNotAvailable(fields.magnification),
    VisualSoftware: `Strandline ${softwareVersion}`,
    PickingStrategy: pickingStrategies[fields.picking ?? ''] ?? notAvailable,
    SpikedRecovery: orNotAvailable(fields.spikeRecovery),
    BlankContamination: orNotAvailable(fields.blankParticles),
  };
}

function typeOf(role: string | null): string {
  return sampleTypes[role ?? ''] ?? 'Environmental';
}

function sampleId(survey: string, role: string | null): string {
  const type = sampleTypes[role ?? ''];
  return type === undefined ? survey : `${survey} ${type}`;
}

function timeOf(date: string | null, time: string | null): string {
  if (date === null) return notAvailable;
  return time === null ? date : `${date}T${time}`;
}

function orNotAvailable(value: Cell): Cell {
  return value ?? notAvailable;
}
