import { describe, expect, test } from 'vitest';
import { checkRules } from '#host/catalogue/export/one4all-check.ts';
import { type One4AllTable, one4allRules } from '#host/catalogue/export/one4all-rules.ts';
import type { Table } from '#host/catalogue/export/table.ts';

type Rows = Readonly<Record<One4AllTable, readonly Readonly<Record<string, string>>[]>>;

/** What keeps every rule. */
const valid = {
  methodology: {
    ...{ MethodologyID: 'm.pdf', SamplingDevice: 'scoop', AirFiltration: 'Yes', ClothingPolicy: 'No' },
    ...{ NonplasticPolicy: 'No', SealedEnvironment: 'No', SieveMeshSizes: '300', FilterType: 'glass' },
    ...{
      FilterDiameter: '47',
      FilterPoreSize: '10',
      VisIDMethod: 'SEM',
      VisualSoftware: 'S',
      MatIDSoftware: 'O',
    },
    ...{ PickingStrategy: 'Dry', VisMagnification: '40', MatIDMethod: 'FTIR', MatIDThreshold: '0.7' },
    ...{ SpikedRecovery: '80', BlankContamination: '0' },
  },
  samples: {
    ...{ SampleID: 's', OwnerOrganization: 'o', AnalysisOrganization: 'o', ReportingOrganization: 'o' },
    ...{ Latitude: '54', Longitude: '10', CollectionStartDateTime: '2026-04-12', SampleVolume: '5' },
    ...{ CollectionEndDateTime: '2026-04-12', SampleType: 'Blank', Matrix: 'River Water', SiteName: 'Kiel' },
    ...{ SpatialFile: 'points.kml', MethodologyID: 'm.pdf' },
  },
  particles: {
    ...{ ParticleID: 'p', MethodologyID: 'm.pdf', SampleID: 's', PhotoID: 'www.example.org/p.jpg' },
    ...{ SpectraID: 'www.example.org/s.csv', FinalAnalysisDate: '2026-04-12', Polymer: 'Polyethylene' },
    ...{
      Morphology: 'Fiber',
      Color: 'Red',
      Length: '1',
      Width: '1',
      Height: '1',
      Mass: '1',
      SurfaceArea: '1',
    },
    ...{ Volume: '1', Tactile: 'Rubbery' },
  },
} as const;

function tablesOf(rows: Rows): Readonly<Record<One4AllTable, Table>> {
  const table = (name: One4AllTable): Table => {
    const columns = [
      ...new Set(one4allRules.filter((rule) => rule.table === name).map(({ column }) => column)),
    ];
    const all = name === 'samples' ? [...columns, 'MethodologyID'] : columns;
    return { columns: all, rows: rows[name].map((row) => all.map((column) => row[column] ?? 'NA')) };
  };
  return { methodology: table('methodology'), samples: table('samples'), particles: table('particles') };
}

const rows = (more: Partial<Rows> = {}): Rows => ({
  methodology: [valid.methodology],
  samples: [valid.samples],
  particles: [valid.particles],
  ...more,
});

const zip = new Set(['m.pdf', 'points.kml']);

describe('the rules of One4All', () => {
  test('all but those of a web address hold for what is valid', () => {
    const [columns, found] = checkRules(tablesOf(rows()), zip);
    expect(columns?.ok).toBe(true);
    expect(found?.notes).toEqual([
      'particle_MethodologyID_url (particles.MethodologyID): “m.pdf” should be an address',
    ]);
    expect(found?.detail).toBe(
      '68 of 69 rules hold; the others miss what the lab does not know, or other words.',
    );
  });

  test.each<[string, Partial<Rows>, string, boolean]>([
    [
      'an unknown value',
      { methodology: [{ ...valid.methodology, SamplingDevice: 'NA' }] },
      'SamplingDevice (methodology.SamplingDevice): not known in 1 row',
      true,
    ],
    [
      'another word',
      { samples: [{ ...valid.samples, Matrix: 'Sediment' }] },
      'Matrix (samples.Matrix): “Sediment” should be one of: Drinking Water, River Water, Source Water',
      true,
    ],
    [
      'a number out of range',
      { samples: [{ ...valid.samples, Latitude: '91' }] },
      'Latitude (samples.Latitude): “91” should be between -90 and 90',
      true,
    ],
    [
      'no number',
      { methodology: [{ ...valid.methodology, BlankContamination: 'few' }] },
      'Blank_contamination (methodology.BlankContamination): “few” should be at least 0',
      true,
    ],
    [
      'no day',
      { particles: [{ ...valid.particles, FinalAnalysisDate: '2/10/2026' }] },
      'FinalAnalysisDate (particles.FinalAnalysisDate): “2/10/2026” should be a day',
      true,
    ],
    [
      'no file in the archive',
      { samples: [{ ...valid.samples, SpatialFile: 'x.kml' }] },
      'Sample_spatial (samples.SpatialFile): “x.kml” should be a file in the archive',
      true,
    ],
    [
      'an id twice',
      { particles: [valid.particles, valid.particles] },
      'ParticleID (particles.ParticleID): “p” should stand once',
      false,
    ],
    [
      'a sample that is not there',
      { particles: [{ ...valid.particles, SampleID: 't' }] },
      'particle_SampleID_fk (particles.SampleID): “t” should stand in another table too',
      false,
    ],
  ])('%s is said', (_what, more, note, ok) => {
    const [, found] = checkRules(tablesOf(rows(more)), zip);
    expect(found?.notes).toContain(note);
    expect(found?.ok).toBe(ok);
  });

  test('a column that is not there is our mistake', () => {
    const tables = tablesOf(rows());
    const { columns, rows: cells } = tables.samples;
    const without = columns.indexOf('Matrix');
    const samples = {
      columns: columns.toSpliced(without, 1),
      rows: cells.map((row) => row.toSpliced(without, 1)),
    };
    const [found] = checkRules({ ...tables, samples }, zip);
    expect(found).toMatchObject({ ok: false, detail: 'The rule Matrix finds no column Matrix in samples.' });
  });
});
