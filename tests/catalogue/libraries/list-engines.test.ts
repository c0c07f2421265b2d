import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { libraryOf, membersOf } from '#host/training/libraries/catalogue.ts';
import { tensorflowLibrary } from '#host/training/libraries/installed.ts';
import { type Computer, listEngines } from '#host/training/libraries/list-engines.ts';
import type { EngineRow } from '#shared/contract/topics/engines.ts';
import { temporaryFolder } from '../../support/labs.ts';

const equipped: Computer = { hasPackage: () => true, hasNvidiaDriver: () => true };

let place: string;
beforeEach(() => {
  place = temporaryFolder();
  vi.stubEnv('STRANDLINE_ENGINES', place);
});

/** Files of the right sizes, which hold nothing: enough for what looks at sizes. */
function hollow(kind: 'tfjs' | 'tfjs-cuda', marker = true): string {
  const library = libraryOf(kind);
  const folder = join(place, `${kind}-${library.version}`);
  for (const { path, size } of membersOf(library)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
    truncateSync(join(folder, path), size);
  }
  if (marker) writeFileSync(join(folder, 'library.json'), '{}');
  return folder;
}

async function tensorflowRow(computer = equipped, device = 'cpu'): Promise<EngineRow> {
  const rows = await listEngines(false, computer);
  const row = rows.find((one) => one.engine === 'tfjs' && one.device === device);
  if (row === undefined) throw new Error('it is not in the list');
  return row;
}

// What there is for other systems is tested by the catalogue alone.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('what there is of each engine', () => {
  test('the built-in one is always there; of the others it is said what gets them', async () => {
    const rows = await listEngines(false, equipped);
    expect(rows.map(({ engine, device, ready }) => [engine, device, ready])).toEqual([
      ['ort', 'cpu', true],
      ['ort', 'cuda', false],
      ['tfjs', 'cpu', false],
      ['tfjs', 'cuda', false],
    ]);
    expect(rows.map(({ library }) => library?.state)).toEqual([undefined, 'absent', 'absent', 'absent']);
    expect(rows.flatMap(({ missing }) => missing.map(({ text }) => text))).toEqual([
      expect.stringMatching(/CUDA 13.*is not installed: "strandline engine install cuda" gets it/),
      expect.stringMatching(/TensorFlow 2.21.0 is not installed: "strandline engine install tfjs" gets it/),
      expect.stringMatching(/"strandline engine install tfjs --cuda" gets it/),
    ]);
  });

  test('packages and a driver that are missing are named', async () => {
    const bare = {
      hasPackage: (name: string) => name !== 'koffi',
      hasNvidiaDriver: () => false,
    };
    const { missing } = await tensorflowRow(bare, 'cuda');
    expect(missing.map(({ what }) => what)).toEqual(['package', 'library', 'driver']);
    expect(missing[0]?.text).toMatch(/The package koffi is not installed.*npm install --include=optional/);
    expect(missing.at(-1)?.text).toMatch(/no NVIDIA driver/);
  });

  test('half-fetched, another version, damaged: each has words of its own', async () => {
    expect(tensorflowLibrary()).toBeUndefined();
    mkdirSync(join(place, 'tfjs-2.20.0'));
    writeFileSync(join(place, 'tfjs-2.20.0/library.json'), '{}');
    expect((await tensorflowRow()).missing[0]?.text).toMatch(
      /TensorFlow 2.20.0 is installed, 2.21.0 is needed/,
    );
    const folder = hollow('tfjs', false);
    expect((await tensorflowRow()).missing[0]?.text).toMatch(/is half-fetched: .* goes on with it/);
    expect(tensorflowLibrary()).toBeUndefined();
    writeFileSync(join(folder, 'library.json'), '{}');
    expect(await tensorflowRow()).toMatchObject({ ready: true, missing: [] });
    truncateSync(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 5);
    expect((await tensorflowRow()).missing[0]?.text).toMatch(/is damaged: .* mends it/);
    expect(tensorflowLibrary()).toBeUndefined();
  });

  test('TensorFlow is opened where it lies; that for CUDA before the other, with the folders of NVIDIA’s', () => {
    const folder = hollow('tfjs');
    const files = ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'];
    const within = (place: string): string[] => files.map((file) => join(place, 'tensorflow', file));
    const version = '2.21.0';
    expect(tensorflowLibrary()).toEqual({
      ...{ files: within(folder), folders: [join(folder, 'tensorflow')], version, cuda: false },
    });
    const withCuda = hollow('tfjs-cuda');
    expect(tensorflowLibrary()).toMatchObject({ files: within(withCuda), version, cuda: true });
    expect(tensorflowLibrary()?.folders).toContain(join(withCuda, 'nvidia/cudnn/lib'));
  });
});
