/** The tables of One4All. */
export type One4AllTable = 'methodology' | 'samples' | 'particles';

/** What a rule asks of the cells of a column. */
export type Demand =
  | { readonly kind: 'anything' | 'known' | 'unique' | 'day' | 'in-zip' }
  /** It stands in the column of that name of another table too. */
  | { readonly kind: 'refers' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  /** Both ends included. */
  | { readonly kind: 'between'; readonly low: number; readonly high: number }
  | { readonly kind: 'like'; readonly pattern: RegExp; readonly words: string };

export interface Rule {
  /** As the validator calls it. */
  readonly name: string;
  readonly table: One4AllTable;
  readonly column: string;
  readonly demand: Demand;
}

const anything: Demand = { kind: 'anything' };
const known: Demand = { kind: 'known' };
const unique: Demand = { kind: 'unique' };
const refers: Demand = { kind: 'refers' };
const inZip: Demand = { kind: 'in-zip' };
const oneOf = (...words: string[]): Demand => ({ kind: 'one-of', words });
const between = (low: number, high: number): Demand => ({ kind: 'between', low, high });
const like = (pattern: RegExp, words: string): Demand => ({ kind: 'like', pattern, words });
const address = like(/^(?:ftp|http|https|www)/i, 'an address');
const yesOrNo = oneOf('Yes', 'No');

type Listed = readonly [column: string, demand: Demand, name?: string];

const methodology: readonly Listed[] = [
  ['MethodologyID', inZip, 'MethodologyID_valid'],
  ['MethodologyID', refers, 'methodology_MethodologyID_fk'],
  ['MethodologyID', unique, 'methodology_MethodologyID'],
  ['SamplingDevice', known],
  ['AirFiltration', yesOrNo],
  ['AirFiltrationType', anything],
  ['ClothingPolicy', yesOrNo],
  ['NonplasticPolicy', yesOrNo],
  ['SealedEnvironment', yesOrNo],
  ['SealedEnvironmentType', anything],
  ['SieveMeshSizes', known],
  ['FilterType', known],
  ['FilterDiameter', known, 'FilterDiameter_blank'],
  ['FilterDiameter', between(5, 100)],
  ['FilterPoreSize', known, 'FilterPoreSize_blank'],
  ['FilterPoreSize', between(1, 100)],
  ['VisIDMethod', oneOf('Visual Microscopy', 'SEM')],
  ['VisualSoftware', known],
  ['PickingStrategy', oneOf('Dry', 'Wet')],
  ['VisMagnification', between(1, 1000)],
  ['MatIDMethod', oneOf('FTIR', 'Raman', 'PyGCMS')],
  ['MatIDSoftware', known],
  ['MatIDThreshold', between(Number.MIN_VALUE, Number.POSITIVE_INFINITY)],
  ['SpikedRecovery', between(1, 100)],
  ['BlankContamination', between(0, Number.POSITIVE_INFINITY), 'Blank_contamination'],
];

const particles: readonly Listed[] = [
  ['ParticleID', known, 'ParticleID_blank'],
  ['ParticleID', unique],
  ['MethodologyID', refers, 'particle_methodologyID_fk'],
  ['MethodologyID', known, 'particle_MethodologyID_blank'],
  ['MethodologyID', like(/\.pdf$/i, 'a .pdf'), 'particle_MethodologyID_doc'],
  ['MethodologyID', address, 'particle_MethodologyID_url'],
  ['SampleID', refers, 'particle_SampleID_fk'],
  ['SampleID', known, 'particle_SampleID'],
  ['PhotoID', like(/\.(?:jpg|png)$/i, 'a .jpg or .png')],
  ['PhotoID', known, 'PhotoID_madatory'],
  ['PhotoID', address, 'PhotoID_url'],
  ['SpectraID', known, 'SpectraID_madatory'],
  [
    'SpectraID',
    like(/\.(?:csv|asp|spa|spc|jdx|rds|qs|json|yaml|zip|[0-9])$/i, 'a file of a spectrum'),
    'SpectraID_doc',
  ],
  ['SpectraID', address, 'SpectraID_web'],
  ['FinalAnalysisDate', { kind: 'day' }],
  ['Comments', anything],
  ['Polymer', oneOf('Polyethylene', 'Polycarbonate')],
  ['Morphology', oneOf('Fragment', 'Fiber', 'Sphere', 'Rubbery Fragment')],
  [
    'Color',
    oneOf(
      'Transparent',
      'Blue',
      'Red',
      'Brown',
      'Green',
      'Orange',
      'White',
      'Yellow',
      'Pink',
      'Black',
      'Other',
    ),
  ],
  ['Length', between(1, 10_000)],
  ['Width', between(1, 10_000)],
  ['Height', between(1, 10_000)],
  ['Mass', between(0.0001, 10_000)],
  ['SurfaceArea', between(0.0001, 1_000_000)],
  ['Volume', between(0.0001, 1e12)],
  // So it is spelt there.
  ['Tactile', oneOf('Ridgid', 'Rubbery', 'Squishy')],
];

const samples: readonly Listed[] = [
  ['SampleID', refers, 'sample_SampleID_fk'],
  ['SampleID', unique, 'sample_SampleID'],
  ['SampleID', known, 'sample_SampleID_blank'],
  ['OwnerOrganization', known],
  ['AnalysisOrganization', known],
  ['ReportingOrganization', known],
  ['Latitude', between(-90, 90)],
  ['Latitude', known, 'Latitude_blank'],
  ['Longitude', between(-180, 180)],
  ['Longitude', known, 'Longitude_blank'],
  ['CollectionStartDateTime', known],
  ['CollectionEndDateTime', known],
  ['SampleVolume', between(1, 1_000_000)],
  ['SampleVolume', known, 'SampleVolume_blank'],
  ['SampleType', oneOf('Blank', 'Spike', 'Environmental')],
  ['Matrix', oneOf('Drinking Water', 'River Water', 'Source Water')],
  ['SiteName', known],
  ['SpatialFile', inZip, 'Sample_spatial'],
];

/**
 * What the One4All validator of the Moore Institute for Plastic Pollution Research asks of data for California's drinking
 * water accreditation: its rules_dw_acc.csv (CC BY 4.0), said in our words. tests/judges holds this list against the file
 * that STRANDLINE_ONE4ALL_RULES leads to.
 */
export const one4allRules: readonly Rule[] = Object.entries({ methodology, particles, samples }).flatMap(
  ([table, listed]) =>
    listed.map(([column, demand, name = column]) => ({ name, table: table as One4AllTable, column, demand })),
);
