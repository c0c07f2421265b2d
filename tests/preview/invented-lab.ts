import type { SampleRow } from '#shared/domain/sample.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { EngineLibrary } from '#shared/contract/topics/engines.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { Evaluation, EpochRecord } from '#shared/learning/plan.ts';
import { fieldValuesSchema } from '#shared/fields/field.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import type { SiteFacts, SiteSummary } from '#shared/domain/sites.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { everything } from '#shared/learning/split/selection.ts';
import { sampleIdOf } from '../support/ids.ts';
import { toldByEveryRun } from '../support/results.ts';
import { photoRow, sampleRow } from '../support/rows.ts';
import type { FakeHandlers } from '../support/fake-transport.ts';

const classes = ['plastic', 'not-plastic'].map((name, index) => ({ id: index + 1, name }));
const surveys = [
  { id: 1, name: 'North Bay, spring', site: 'North Bay', siteId: 2, date: '2026-04-12', share: 0.4 },
  { id: 2, name: 'North Bay, summer', site: 'North Bay', siteId: 2, date: '2026-08-02', share: 0.35 },
  { id: 3, name: 'Harbour mole', site: null, siteId: null, date: null, share: 0.25 },
];
const samplesInAll = 25_000;
const angles = 4;
const at = '2026-11-20T14:05:00.000Z';
const inventedProtocol = fieldValuesSchema(surveyFields).parse({
  ...Object.fromEntries(Object.keys(surveyFields).map((key) => [key, null])),
  name: 'North Bay, spring',
  site: 'North Bay',
  date: '2026-04-12',
  quadratSide: 50,
  depth: 2,
});

const inventedSites: SiteSummary[] = [
  { name: 'Harbour mole', country: null, latitude: null, longitude: null, surveys: 0, samples: 0 },
  { name: 'North Bay', country: 'DE', latitude: 54.43511, longitude: 10.17042, surveys: 2, samples: 18_750 },
  { name: 'Skagen', country: 'DK', latitude: 57.74401, longitude: 10.63952, surveys: 0, samples: 0 },
].map((site, index) => ({
  ...site,
  id: index + 1,
  region: null,
  classes: { plastic: Math.round(site.samples * 0.4), 'not-plastic': Math.round(site.samples * 0.6) },
  lastDate: site.surveys > 0 ? '2026-08-02' : null,
}));

function inventSite(id: number): SiteFacts {
  const site = inventedSites.find((one) => one.id === id);
  return {
    id,
    fields: fieldValuesSchema(siteFields).parse({
      ...Object.fromEntries(Object.keys(siteFields).map((key) => [key, null])),
      name: site?.name,
      country: site?.country ?? null,
      latitude: site?.latitude ?? null,
      longitude: site?.longitude ?? null,
      slope: 4,
      sediment: 'fine-sand',
    }),
  };
}

function sampleOf(id: number): SampleRow {
  const shapes = ['fragment', 'nurdle', 'film', 'fibre'];
  const count = id % 3 === 1 ? 1 : angles;
  const bare = sampleRow(id);
  return {
    ...bare,
    survey: id <= 10_000 ? 1 : id <= 18_750 ? 2 : 3,
    class: classes[(id * 7) % 5 < 2 ? 0 : 1] ?? null,
    details: {
      ...bare.details,
      morphotype: shapes[id % shapes.length] ?? null,
      sizeUm: 800 + (id % 40) * 90,
    },
    photos: Array.from({ length: count }, (_, angle) => photoRow(id * 41 + angle, id, angle)),
  };
}

function invented(n: number, accuracy: number, width: number): Evaluation {
  const [a, b] = [Math.round(n * 0.4), n - Math.round(n * 0.4)];
  const [hitA, hitB] = [Math.round(a * (accuracy - 0.02)), Math.round(b * (accuracy + 0.02))];
  const ci95: [number, number] = [accuracy - width, accuracy + width * 0.8];
  return {
    n,
    accuracy,
    ci95,
    macroF1: accuracy - 0.01,
    confusion: [
      [hitA, a - hitA],
      [b - hitB, hitB],
    ],
  };
}

function epochsUpTo(last: number): EpochRecord[] {
  return Array.from({ length: last }, (_, index) => {
    const fall = Math.exp(-index / 6);
    const wave = Math.sin(index * 1.7) * 0.012;
    return {
      epoch: index + 1,
      lr: 0.01,
      train: { loss: 0.18 + 0.5 * fall, acc: 0.95 - 0.3 * fall },
      val: { loss: 0.29 + 0.4 * fall + wave, acc: 0.885 - 0.25 * fall - wave },
      test: { loss: 0.3 + 0.4 * fall - wave, acc: 0.88 - 0.26 * fall + wave },
    };
  });
}

function inventRun(id: number, state: RunRow['state'], accuracy: number): RunRow {
  const done = state === 'done';
  const epochs = epochsUpTo(done ? 30 : 12);
  const test = { sample: invented(214, accuracy, 0.023), photo: invented(802, accuracy - 0.02, 0.018) };
  return {
    id,
    name: `frozen on efficientnet-lite0 ${id}`,
    state,
    recipe: defaultRecipe('frozen', 'efficientnet-lite0'),
    split: 1,
    startedAt: at,
    endedAt: done ? at : null,
    classes,
    epochs,
    result: done
      ? {
          device: 'cpu',
          engine: 'ort',
          epochs,
          best: { epoch: 24, valAcc: 0.881 },
          test,
          temperature: 1.2,
          threshold: 0.72,
          seconds: { features: 61, train: 8, total: 71 },
          photosPerSecond: 18.4,
          ...toldByEveryRun,
        }
      : null,
    model: done ? id : null,
    error: null,
    damaged: null,
  };
}

function inventLibrary(kind: EngineLibrary['kind'], state: EngineLibrary['state']): EngineLibrary {
  const facts = { kind, title: kind, version: '2.21.0', licence: 'Apache-2.0', folder: '/libraries' };
  return { ...facts, state, found: null, download: 192e6, disk: 853e6 };
}

function inventJob(id: number, kind: Job['kind'], state: Job['state'], result: unknown = null): Job {
  const progress = {
    phase: 'Reading photos',
    value: 0.42,
    done: 421,
    total: 1002,
    unit: 'photos',
    rate: 11.2,
    eta: 1510,
  };
  const title =
    kind === 'train' ? 'Training: frozen on efficientnet-lite0 3' : 'Import of /media/card/north-bay-summer';
  const resumable = state === 'interrupted';
  return {
    ...{
      id,
      kind,
      title,
      state,
      progress,
      createdAt: at,
      endedAt: null,
      error: null,
      result,
      resumable,
      damaged: null,
    },
  } as Job;
}

/** Answers of a lab that does not exist. `state`: full, busy, empty or welcome. */
export function inventLab(state: string): FakeHandlers {
  const full = state === 'full' || state === 'busy';
  const counts = { surveys: 3, samples: samplesInAll, photos: samplesInAll * angles, runs: 3, models: 2 };
  const lab = {
    directory: '/home/ines/labs/north-bay',
    name: 'North Bay 2026',
    schemaVersion: 20,
    readOnly: state === 'read-only' ? 'This lab can only be read: its disk cannot be written to.' : null,
    createdAt: at,
    counts,
  };
  const split = {
    split: 1,
    seed: 1,
    train: { samples: 1001, photos: 3790 },
    val: { samples: 213, photos: 805 },
    test: { samples: 214, photos: 802 },
    warnings: ['Class "nurdle" has 2 samples, none of them for test.'],
    classes: classes.map(({ id, name }) => ({
      id,
      name,
      train: { samples: [400, 601][id - 1] ?? 0, photos: [1500, 2290][id - 1] ?? 0 },
      val: { samples: [85, 128][id - 1] ?? 0, photos: [320, 485][id - 1] ?? 0 },
      test: { samples: [86, 128][id - 1] ?? 0, photos: [318, 484][id - 1] ?? 0 },
    })),
    selection: everything,
    createdAt: at,
    nearDuplicates: [
      {
        a: 'a'.repeat(64),
        b: 'b'.repeat(64),
        distance: 2,
        of: [
          { sample: sampleIdOf(17), side: 'train' as const },
          { sample: sampleIdOf(210), side: 'test' as const },
        ],
      },
    ],
  };
  const runs = [inventRun(1, 'done', 0.885), inventRun(2, 'done', 0.892)];
  const report = {
    photos: 998,
    samples: 240,
    classes: { plastic: 398, 'not-plastic': 600 },
    duplicates: 3,
    skipped: [{ file: 'plastic/IMG_0412.jpg', reason: 'the file ends early' }],
  };
  const jobs =
    state === 'busy'
      ? [
          inventJob(3, 'import', 'running'),
          inventJob(4, 'train', 'running'),
          inventJob(2, 'import', 'interrupted'),
        ]
      : [inventJob(1, 'import', 'done', report)];
  return {
    lab: {
      current: () => (state === 'welcome' ? null : lab),
      open: () => {
        throw new StrandlineError(
          'lab-locked',
          `The lab ${lab.directory} is open in another program (process 4711).`,
        );
      },
      close: () => undefined,
      versions: () => ({ SQLite: '3.50.0' }),
    },
    shell: {
      recentLabs: () => [
        { directory: '/home/ines/labs/north-bay', name: 'North Bay', there: true },
        { directory: '/media/stick/demo', name: null, there: false },
      ],
      preferences: () => ({ theme: 'system', recentCommands: ['catalogue.scan'] }),
      setPreferences: () => undefined,
      setMenus: () => undefined,
      versions: () => ({ Strandline: '0.1.0', Electron: '45.4.1' }),
      licences: () => ({ licence: 'MIT', thirdParty: '## svelte 5.57.3\n\nMIT' }),
      chooseFolder: () => '/media/card/north-bay-summer',
      choosePhotos: () => [
        '/media/card/a/fragment-17.jpg',
        '/media/card/a/fragment-18.jpg',
        '/media/card/a/fragment-19.jpg',
      ],
    },
    trays: { list: () => [] },
    sites: { list: () => inventedSites, get: ({ site }) => inventSite(site) },
    catalogue: {
      surveys: () =>
        full
          ? surveys.map(({ share, ...survey }) => ({
              ...survey,
              samples: samplesInAll * share,
              photos: samplesInAll * angles * share,
              classes: { plastic: 40_000 * share, 'not-plastic': 60_000 * share },
            }))
          : [],
      classes: () =>
        full
          ? classes.map((one, index) => ({
              ...one,
              colour: null,
              key: null,
              photos: [40_000, 60_000][index] ?? 0,
              samples: 12_500,
            }))
          : [],
      list: ({ filter }) => {
        const share = surveys.find(({ id }) => id === filter.survey)?.share ?? 1;
        return Uint32Array.from({ length: full ? samplesInAll * share : 0 }, (_, index) => index + 1);
      },
      samples: ({ ids }) => ids.map(sampleOf),
      survey: ({ survey }) => ({ id: survey, fields: inventedProtocol }),
      history: () => [
        {
          edit: 2,
          person: 'Tomas',
          at,
          field: 'class',
          before: 'not-plastic',
          after: 'plastic',
          undone: false,
        },
        { edit: 1, person: 'Ines', at, field: 'colour', before: null, after: 'blue', undone: true },
      ],
      findSamples: ({ text }) => [
        {
          id: sampleIdOf(1),
          number: `S-${text.padStart(4, '0')}`,
          survey: 1,
          surveyName: 'North Bay, spring',
          class: 'plastic',
        },
      ],
      sampleOfLabel: () => ({ label: null, sample: null }),
      import: () => ({ job: 1 }),
      bin: () => ({ total: 0, entries: [] }),
      profiles: () => ({ profiles: [{ id: 1, name: '4× objective', umPerPixel: 2.5 }], chosen: 1 }),
    },
    watch: { state: () => null },
    edits: {
      state: () => ({ undo: { kind: 'label', things: 12 }, redo: null, person: 'Ines' }),
      editSamples: () => undefined,
      undo: () => ({ kind: 'label', things: 12 }),
      redo: () => null,
    },
    splits: {
      latest: () => (full ? split : null),
      labs: () => [{ mark: 'b2b2', samples: 1200, surveys: ['Skagen, spring', 'Grenen'] }],
      create: ({ seed }) => ({ ...split, seed }),
      count: () => ({
        classes: classes.map((one, index) => ({ ...one, photos: [2138, 3259][index] ?? 0, samples: 12_500 })),
        unlabelled: 311,
        withoutPhotos: 4,
      }),
    },
    runs: { list: () => (full ? (state === 'busy' ? [...runs, inventRun(3, 'running', 0)] : runs) : []) },
    devices: {
      list: () => [
        { engine: 'ort', device: 'cpu', usable: true, detail: '2 cores', photosPerSecond: 12, auto: true },
      ],
    },
    engines: {
      list: () => [
        { engine: 'ort', device: 'cpu', ready: true, version: '1.30.0', library: null, missing: [] },
        {
          ...{ engine: 'ort', device: 'cuda', ready: false, version: '1.30.0' },
          library: inventLibrary('cuda', 'absent'),
          missing: [{ what: 'driver', text: 'There is no NVIDIA driver.' }],
        },
        {
          ...{ engine: 'tfjs', device: 'cpu', ready: true, version: '2.21.0' },
          ...{ library: inventLibrary('tfjs', 'ready'), missing: [] },
        },
        {
          ...{ engine: 'tfjs', device: 'cuda', ready: false, version: '2.21.0' },
          ...{ library: inventLibrary('tfjs-cuda', 'half-fetched'), missing: [] },
        },
      ],
    },
    backbones: {
      list: () => [{ name: 'efficientnet-lite0', source: '', featureSize: 9, builtIn: true, damaged: null }],
    },
    studies: { list: () => [] },
    models: {
      evaluations: () => [],
      unlisted: () => [],
      list: () =>
        full
          ? runs.map(({ id, name, result }) => ({
              id,
              name,
              run: id,
              createdAt: at,
              classes,
              test: result?.test?.sample ?? null,
              notes: id === 2 ? 'With the ring light, since May.' : '',
              retiredAt: null,
              damaged: null,
              ...{ inUse: id === 2, inUseSince: id === 2 ? at : null },
              offered: false,
              origin: null,
            }))
          : [],
    },
    sessions: { list: () => [], emptyStage: () => null },
    bench: {
      classify: ({ files, together }) => ({
        skipped: [],
        verdicts: (together ? [files] : files.map((file) => [file])).map((those, index) => {
          const confidence = [0.937, 0.61, 0.88][index] ?? 0.9;
          const best = index === 2 ? 'plastic' : 'not-plastic';
          const other = index === 2 ? 'not-plastic' : 'plastic';
          return {
            files: those,
            id: index + 1,
            outcome: confidence < 0.72 ? ('unsure' as const) : ('class' as const),
            class: best,
            confidence,
            probabilities: { [best]: confidence, [other]: 1 - confidence },
            distance: 0.6,
            sureness: 0.8,
            model: 'frozen on efficientnet-lite0 2',
          };
        }),
      }),
    },
    jobs: { list: () => jobs, cancel: () => undefined },
    queue: { state: () => ({ running: null, waiting: [], onCluster: [], held: false, brokenOff: [] }) },
  };
}
