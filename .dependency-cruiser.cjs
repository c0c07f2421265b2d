/**
 * The arrows of the architecture (src/README.md). `tsPreCompilationDeps` makes the rules cover
 * `import type` too: a type that leaks upward is a wrong arrow like any other.
 */
const arrow = (name, from, forbidden, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/${from}/` },
  to: { path: forbidden },
});

/** The rooms of the host from the ground up: each may import those before it and none after it, so that none runs back. */
const rooms = [
  'lib',
  'processes',
  'demo',
  'onnx',
  'imaging',
  'catalogue',
  'inference',
  'training',
  'detector',
  'finding',
  'trays',
  'runs',
  'slurm',
  'studies',
  'models',
  'sessions',
  'review',
  'reports',
  'jobs',
  'server',
];
const floors = rooms
  .slice(0, -1)
  .map((room, floor) =>
    arrow(
      `host-${room}-knows-nothing-above`,
      `host/${room}`,
      `^src/host/(${rooms.slice(floor + 1).join('|')})/`,
      `${room} stands on ${rooms.slice(0, floor).join(', ') || 'nothing of the host'} (src/host/README.md).`,
    ),
  );

/** Libraries of a hundred files each that most commands have no need of, and the rooms that need them. */
const late = {
  libraries:
    'node_modules/(@observablehq/plot|linkedom|pdfkit|read-excel-file|simplex-noise|write-excel-file|yaml)/',
  rooms:
    '^src/(demo/|host/demo/|shared/plots/(?!ink|class-marks|spread-labels)|host/reports/|host/catalogue/(import/sheet-worker|export/label-sheet|export/trays/(yolo|coco|export-trays)|import/annotations/(yolo|read-annotations|import-annotations)))',
};

/** What `serve --stdio` is made of. */
const carriers =
  '^src/(cli/(start|carry)|host/server/served/(attach|connected|hello|socket-place|ssh-command))\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'starts-without-them',
      severity: 'error',
      comment:
        'The lab and the command line start in half the time where these are loaded once they are needed: await import().',
      from: { path: '^src/(host|cli|shared)/', pathNot: late.rooms },
      to: { path: [late.libraries, late.rooms], dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'carries-light',
      severity: 'error',
      comment:
        'Whoever opens a lab by ssh waits for what carries the bytes there: it loads these and nothing else before its work.',
      from: { path: carriers },
      to: {
        pathNot: `${carriers}|^src/(host/(lib/data-folder|processes/entries)|shared/(errors|version|domain/(lab-address|printable)))\\.ts$|node_modules/zod/`,
        dynamic: false,
        dependencyTypesNot: ['core', 'type-only'],
      },
    },
    {
      name: 'work-starts-alone',
      severity: 'error',
      comment:
        'A job of a cluster loads what trains, and nothing of a lab; other commands come by await import().',
      from: { path: '^src/cli/main\\.ts$' },
      to: { path: '^src/cli/(every-command|in-process-host|commands/)', dynamic: false },
    },
    {
      name: 'work-trains-alone',
      severity: 'error',
      from: { path: '^src/cli/commands/work\\.ts$' },
      to: { path: '^src/(host/(?!runs/work/)|cli/(command|in-process-host|every-command))' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      comment:
        'What runs in the host or the CLI must be a dependency (types do not run); the window is bundled at build time.',
      from: { path: '^src/(shared|demo|host|cli)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'type-only'],
      },
    },
    arrow(
      'shared-is-pure',
      'shared',
      '^src/(demo|host|main|preload|renderer|cli)/',
      'shared imports nothing above it.',
    ),
    {
      name: 'shared-runs-anywhere',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '(node_modules/(electron|better-sqlite3|sharp|onnxruntime-node)/|^electron$)' },
    },
    {
      name: 'shared-without-node',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { dependencyTypes: ['core'] },
    },
    arrow(
      'demo-stands-on-shared',
      'demo',
      '^src/(host|main|preload|renderer|cli)/',
      'The demo renders fragments and knows no lab.',
    ),
    arrow(
      'host-is-plain-node',
      'host',
      '(^src/(main|preload|renderer|cli)/|node_modules/electron/|^electron$)',
      'The lab knows no window.',
    ),
    ...floors,
    {
      name: 'host-rooms-are-known',
      severity: 'error',
      comment: 'A new room of the host gets its floor in the list above.',
      from: {},
      to: { path: '^src/host/', pathNot: `^src/host/(${rooms.join('|')})/` },
    },
    arrow(
      'main-is-thin',
      'main',
      '(^src/(demo|renderer|cli|preload)/|^src/host/(?!server/|processes/))',
      'main starts the host and talks to it: host/processes and host/server.',
    ),
    arrow(
      'preload-only-contract',
      'preload',
      '^src/(demo|host|main|renderer|cli)/',
      'preload exposes the contract, nothing else.',
    ),
    arrow(
      'renderer-only-contract',
      'renderer',
      '(^src/(demo|host|main|preload|cli)/|node_modules/electron/|^electron$)',
      'The window speaks through the contract.',
    ),
    arrow(
      'frame-knows-no-room',
      'renderer/(shell|parts|lib)',
      '^src/renderer/(catalogue|train|models|bench|studies)/',
      'Rooms stand on these; what one room alone needs stands in its folder.',
    ),
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    arrow(
      'cli-on-host',
      'cli',
      '(^src/(main|preload|renderer)/|node_modules/electron/|^electron$)',
      'The CLI runs without Electron.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'svelte'],
    },
  },
};
