import type { ExportRequest } from '#shared/domain/export.ts';
import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { TermField } from '#shared/fields/sample-fields.ts';
import { softwareVersion } from '#shared/version.ts';
import { tableProblems } from './checks.ts';
import { fromDelimited, isSame, toDelimited } from './delimited.ts';
import type { ExportedPhoto, ExportedSample, LabContents, LabFacts } from './lab-contents.ts';
import { DistinctNames, addressOf } from './names.ts';
import { checkRules, notAvailable } from './one4all-check.ts';
import type { One4AllTable } from './one4all-rules.ts';
import type { Outcome } from './outcome.ts';
import { type Place, placesOf } from './places.ts';
import { type Cell, type Columns, type Table, tableOf } from './table.ts';
import { checkCells } from './tables-check.ts';
import { termOf } from './tables.ts';

/*
 * The tables of the One4All validator (Moore Institute, California's microplastics data portal). Our survey is its sample,
 * our sample its particle; what was found on blanks and spikes is a sample of its own. Lengths are in µm, masses of particles
 * in mg. Columns that the validator does not know (it warns of them, and reads on) hold what it has no place for: the class
 * and who says so, the lab's own name, the source. What the lab does not know is NA; nothing is made up to please a rule.
 */

/** What the rules call an identification method; the others are not theirs. */
const methods: Readonly<Record<string, string>> = { ftir: 'FTIR', raman: 'Raman', pygcms: 'PyGCMS' };
const sampleTypes: Readonly<Record<string, string>> = { blank: 'Blank', spike: 'Spike' };
const yesNo: Readonly<Record<string, string>> = { yes: 'Yes', no: 'No' };
const pickingStrategies: Readonly<Record<string, string>> = { dry: 'Dry', wet: 'Wet' };

/** The tables, a file of CSV for each; and an archive of them and of the photos, where those have no address. */
export function one4allOutcome(
  contents: LabContents,
  { raw, mediaBase }: Pick<ExportRequest, 'raw' | 'mediaBase'>,
): Outcome {
  const options = { dialect: 'comma', raw } as const;
  const tables = one4allTables(contents, mediaBase);
  const named = Object.entries(tables).map(([name, table]) => ({ file: `${name}.csv`, table }));
  const files = Object.fromEntries(named.map(({ file, table }) => [file, toDelimited(table, options)]));
  const photos =
    mediaBase === undefined
      ? contents.samples.flatMap((sample) => sample.photos.map((photo) => ({ photo, path: photoId(photo) })))
      : [];
  return {
    files,
    photos: [],
    archive: { name: 'one4all.zip', files, photos },
    check: async (read) => {
      const problems = await Promise.all(
        named.map(async ({ file, table }) =>
          tableProblems(file, table, fromDelimited(await read(file), options), isSame),
        ),
      );
      const inZip = new Set([...Object.keys(files), ...photos.map(({ path }) => path)]);
      return [checkCells(tables, problems.flat()), ...checkRules(tables, inZip)];
    },
  };
}

function one4allTables(
  contents: LabContents,
  mediaBase: string | undefined,
): Readonly<Record<One4AllTable, Table>> {
  const methodologies = methodologiesOf(contents);
  const idOf = new Map(methodologies.flatMap(({ id, surveys }) => surveys.map((survey) => [survey, id])));
  const samples = samplesOf(contents, idOf);
  const sampleIds = new Map(samples.map(({ survey, role, id }) => [`${survey} ${role}`, id]));
  const names = new DistinctNames();
  return {
    methodology: tableOf(methodologyColumns, methodologies),
    samples: tableOf(sampleColumns, samples),
    particles: tableOf(
      particleColumns,
      contents.samples.map((sample) => ({
        ...sample,
        particleId: names.take(`${sample.surveyName} ${sample.number}`),
        methodologyId: idOf.get(sample.survey) ?? notAvailable,
        sampleId: sampleIds.get(`${sample.survey} ${roleOf(sample)}`) ?? notAvailable,
        photoIds: sample.photos.map((photo) => addressOf(mediaBase, photoId(photo))),
      })),
    ),
  };
}

/** How surveys were worked on; those that were worked on alike have one. */
interface Methodology {
  readonly id: string;
  readonly surveys: readonly number[];
  readonly fields: SurveyProtocol['fields'];
  /** How the polymers of their samples were identified. */
  readonly methods: string;
}

/**
 * The validator wants the address of a PDF for an id. A protocol that has one is that, unless surveys under the same protocol
 * were worked on differently.
 */
function methodologiesOf({ surveys, samples }: LabContents): Methodology[] {
  const ofSurvey = Map.groupBy(samples, ({ survey }) => survey);
  const worked = surveys.map(({ id, fields }) => {
    const used = (ofSurvey.get(id) ?? []).flatMap(
      ({ details }) => methods[details.identification ?? ''] ?? [],
    );
    return {
      id: '',
      surveys: [id],
      fields,
      methods: [...new Set(used)].toSorted().join(', ') || notAvailable,
    };
  });
  const alike = Map.groupBy(worked, (one) => JSON.stringify(tableOf(methodologyColumns, [one]).rows));
  const groups = [...alike.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ ...group[0], surveys: group.flatMap((one) => one.surveys) }],
  );
  const protocols = Map.groupBy(groups, ({ fields }) => fields.protocol);
  const names = new DistinctNames();
  return groups.map((group) => {
    const { protocol, name } = group.fields;
    const isAddress = /^(?:https?:\/\/|ftp:\/\/|www\.)\S+$/i.test(protocol ?? '');
    const alone = protocols.get(protocol)?.length === 1;
    return { ...group, id: names.take((isAddress && alone ? protocol : name) ?? notAvailable) };
  });
}

const methodologyColumns: Columns<Methodology> = {
  MethodologyID: ({ id }) => id,
  Protocols: ({ fields }) => orNotAvailable(fields.protocol),
  SamplingDevice: ({ fields }) => orNotAvailable(fields.device),
  AirFiltration: ({ fields }) => yesNo[fields.cleanAir ?? ''] ?? notAvailable,
  AirFiltrationType: () => notAvailable,
  ClothingPolicy: ({ fields }) => yesNo[fields.cottonClothing ?? ''] ?? notAvailable,
  NonplasticPolicy: ({ fields }) => yesNo[fields.nonPlasticTools ?? ''] ?? notAvailable,
  SealedEnvironment: () => notAvailable,
  SealedEnvironmentType: () => notAvailable,
  SieveMeshSizes: ({ fields }) => orNotAvailable(fields.sieveMesh),
  FilterType: ({ fields }) => orNotAvailable(fields.filterType),
  FilterDiameter: ({ fields }) => orNotAvailable(fields.filterDiameter),
  FilterPoreSize: ({ fields }) => orNotAvailable(fields.filterPore),
  // A magnification is that of the eye's sorting.
  VisIDMethod: ({ fields }) => (fields.magnification === null ? notAvailable : 'Visual Microscopy'),
  VisualSoftware: () => `Strandline ${softwareVersion}`,
  PickingStrategy: ({ fields }) => pickingStrategies[fields.picking ?? ''] ?? notAvailable,
  VisMagnification: ({ fields }) => orNotAvailable(fields.magnification),
  MatIDMethod: (methodology) => methodology.methods,
  MatIDSoftware: () => notAvailable,
  MatIDThreshold: () => notAvailable,
  SpikedRecovery: ({ fields }) => orNotAvailable(fields.spikeRecovery),
  SpikedRecoveryCV: () => notAvailable,
  BlankContamination: ({ fields }) => orNotAvailable(fields.blankParticles),
  DigestionSolutionComposition: ({ fields }) => orNotAvailable(fields.digestion),
  DigestionConcentration: () => notAvailable,
  DigestionTemperature: () => notAvailable,
  DensitySeparationDensity: ({ fields }) => orNotAvailable(fields.density),
  DensitySeparationComposition: ({ fields }) => orNotAvailable(fields.solution),
  MethodologyIDFile: () => notAvailable,
  MethodologyComments: () => notAvailable,
};

type Role = 'environmental' | 'blank' | 'spike';

/** What was taken on a visit, or one of its controls. */
interface TakenSample {
  readonly id: string;
  readonly survey: number;
  readonly role: Role;
  readonly methodologyId: string;
  readonly fields: SurveyProtocol['fields'];
  readonly place: Place;
  readonly lab: LabFacts;
}

function samplesOf(contents: LabContents, methodologyIds: ReadonlyMap<number, string>): TakenSample[] {
  const placeOf = placesOf(contents);
  const rolesOf = Map.groupBy(contents.samples, ({ survey }) => survey);
  const names = new DistinctNames();
  return contents.surveys.flatMap(({ id: survey, fields }) => {
    const roles = new Set<Role>(['environmental', ...(rolesOf.get(survey) ?? []).map(roleOf)]);
    return [...roles].map((role) => ({
      id: names.take([fields.name ?? '', sampleTypes[role]].filter(Boolean).join(' ')),
      survey,
      role,
      methodologyId: methodologyIds.get(survey) ?? notAvailable,
      fields,
      place: placeOf(fields),
      lab: contents.lab,
    }));
  });
}

/** A control has nothing of the beach: no place, no time on it, no sediment. */
function ofBeach(cell: (sample: TakenSample) => Cell): (sample: TakenSample) => Cell {
  return (sample) => (sample.role === 'environmental' ? orNotAvailable(cell(sample)) : notAvailable);
}

const sampleColumns: Columns<TakenSample> = {
  SampleID: ({ id }) => id,
  OwnerOrganization: () => notAvailable,
  AnalysisOrganization: ({ lab }) => lab.name,
  ReportingOrganization: ({ lab }) => lab.name,
  Latitude: ofBeach(({ place }) => place.latitude),
  Longitude: ofBeach(({ place }) => place.longitude),
  CollectionStartDateTime: ofBeach(({ fields }) => timeOf(fields.date, fields.startTime)),
  CollectionEndDateTime: ofBeach(({ fields }) => timeOf(fields.date, fields.endTime)),
  SampleVolume: ofBeach(({ fields }) => fields.volume),
  SampleType: ({ role }) => typeOf(role),
  Matrix: ofBeach(() => 'Sediment'),
  SiteName: ({ fields }) => orNotAvailable(fields.site),
  SpatialFile: () => notAvailable,
  MethodologyID: ({ methodologyId }) => methodologyId,
  MethodologyIDFile: () => notAvailable,
  SampleApparatus: ofBeach(({ fields }) => (fields.sieveMesh === null ? null : 'Sieving')),
  SampleComments: ({ fields }) => orNotAvailable(fields.notes),
  ExtraData: () => notAvailable,
  Country: ofBeach(({ place }) => place.site?.country ?? null),
  SampleMassWet_kg: ofBeach(({ fields }) => fields.wetMass),
  SampleMassDry_kg: ofBeach(({ fields }) => fields.dryMass),
};

interface Particle extends ExportedSample {
  readonly particleId: string;
  readonly methodologyId: string;
  readonly sampleId: string;
  readonly photoIds: readonly string[];
}

const particleColumns: Columns<Particle> = {
  ParticleID: ({ particleId }) => particleId,
  MethodologyID: ({ methodologyId }) => methodologyId,
  SampleID: ({ sampleId }) => sampleId,
  PhotoID: ({ photoIds }) => photoIds[0] ?? notAvailable,
  SpectraID: () => notAvailable,
  SpectraMatchValue: () => notAvailable,
  FinalAnalysisDate: ({ reviewedAt }) => reviewedAt?.slice(0, 10) ?? notAvailable,
  Comments: ({ details }) => orNotAvailable(details.notes),
  ParticleComments: ({ details }) => orNotAvailable(details.notes),
  Polymer: (particle) => wordOf(particle, 'polymer'),
  Morphology: (particle) => wordOf(particle, 'morphotype'),
  Color: (particle) => wordOf(particle, 'colour'),
  Length: ({ details }) => orNotAvailable(details.sizeUm),
  Width: () => notAvailable,
  Height: () => notAvailable,
  Mass: ({ details }) => orNotAvailable(details.massMg),
  SurfaceArea: () => notAvailable,
  Volume: () => notAvailable,
  Tactile: () => notAvailable,
  MapPositionX: () => notAvailable,
  MapPositionY: () => notAvailable,
  MatIDMethod: ({ details }) => methods[details.identification ?? ''] ?? notAvailable,
  SampleType: (particle) => typeOf(roleOf(particle)),
  Class: (particle) => particle.class?.name ?? particle.modelSays?.class ?? notAvailable,
  ClassSource: (particle) => classSource(particle),
  ClassConfidence: (particle) =>
    particle.class === null ? orNotAvailable(particle.modelSays?.confidence ?? null) : notAvailable,
  Label: ({ details }) => orNotAvailable(details.label),
  Source: ({ source }) => orNotAvailable(source),
  OtherPhotoIDs: ({ photoIds }) => photoIds.slice(1).join(', ') || notAvailable,
};

/** A person's class counts before a model's. */
function classSource(particle: Pick<Particle, 'class' | 'modelSays'>): string {
  if (particle.class !== null) return 'human';
  return particle.modelSays === null ? notAvailable : `model ${particle.modelSays.model}`;
}

/** The validator's word; `Other` for what is known and has none. */
function wordOf(sample: ExportedSample, field: TermField): string {
  const word = termOf(sample, field)?.codes.One4All;
  return word ?? (sample.details[field] === null ? notAvailable : 'Other');
}

/** A name of a file in the archive; the validator knows TIFF by four letters. */
function photoId({ hash, extension }: Pick<ExportedPhoto, 'hash' | 'extension'>): string {
  return `${hash}.${extension === 'tif' ? 'tiff' : extension}`;
}

function roleOf({ details }: Pick<ExportedSample, 'details'>): Role {
  return details.role === 'blank' || details.role === 'spike' ? details.role : 'environmental';
}

function typeOf(role: Role): string {
  return sampleTypes[role] ?? 'Environmental';
}

function timeOf(date: string | null, time: string | null): string | null {
  return date === null || time === null ? date : `${date}T${time}`;
}

function orNotAvailable(value: Cell): Cell {
  return value ?? notAvailable;
}
