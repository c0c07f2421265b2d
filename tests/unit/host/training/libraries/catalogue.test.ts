import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Library,
  type System,
  foldersOf,
  libraryFor,
  membersOf,
  sizesOf,
} from '#host/training/libraries/catalogue.ts';
import { type LibraryKind, libraryKinds } from '#shared/learning/engine-libraries.ts';

const file = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const listings = z.record(z.string(), z.array(z.string())).parse(JSON.parse(file('./listings.json')));

const linux = { platform: 'linux', arch: 'x64' } as const;
const systems: readonly System[] = [
  linux,
  { platform: 'linux', arch: 'arm64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
];

function available(kind: LibraryKind, system: System): Library {
  const library = libraryFor(kind, system);
  if ('none' in library) throw new Error(library.none);
  return library;
}

function reasonAgainst(kind: LibraryKind, system: System): string {
  const library = libraryFor(kind, system);
  return 'none' in library ? library.none : '';
}

const all = [
  ...systems.map((system) => available('tfjs', system)),
  available('tfjs-cuda', linux),
  available('cuda', linux),
];

describe('libraries by system', () => {
  test('every file is in the recorded listing of its wheel, and the opened ones are among them', () => {
    for (const library of all) {
      for (const { file: wheel, members } of library.wheels)
        expect(listings[wheel]).toEqual(expect.arrayContaining(members.map(({ path }) => path)));
      expect(membersOf(library).map(({ path }) => path)).toEqual(expect.arrayContaining([...library.opened]));
    }
  });

  test.each([
    [
      systems[0],
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
    ],
    [
      systems[1],
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
    ],
    [
      systems[2],
      'tensorflow/libtensorflow_cc.2.dylib',
      'tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl',
    ],
    [
      systems[3],
      'tensorflow/python/_pywrap_tensorflow_common.dll',
      'tensorflow_cpu-2.21.0-cp312-cp312-win_amd64.whl',
    ],
  ] as const)('TensorFlow for %o is %s of %s', (system, opened, wheel) => {
    const library = available('tfjs', system ?? linux);
    expect(library.opened.at(-1)).toBe(opened);
    expect(library.wheels.map((one) => one.file)).toEqual([wheel]);
  });

  test('for the processor 192 MB are fetched, for CUDA 3.0 GB, for the built-in engine’s CUDA 1.4 GB', () => {
    const megabytes = all.map((library) => Math.floor(sizesOf(library).download / 1e6));
    expect([megabytes[0], megabytes[4], megabytes[5]]).toEqual([192, 2971, 1370]);
  });

  test('nothing is fetched twice, and no two files have one place', () => {
    for (const library of all) {
      const paths = membersOf(library).map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });

  test('TensorFlow finds NVIDIA’s libraries by the folders beside its own', () => {
    expect(foldersOf(available('tfjs-cuda', linux))).toEqual(
      expect.arrayContaining([
        'tensorflow',
        'nvidia/cublas/lib',
        'nvidia/cuda_runtime/lib',
        'nvidia/cudnn/lib',
      ]),
    );
  });

  test('the CUDA provider is of the installed onnxruntime-node', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(createRequire(import.meta.url)('onnxruntime-node/package.json'));
    const library = available('cuda', linux);
    expect(library.version).toBe(version);
    expect(library.wheels[0]?.file).toContain(`onnxruntime_gpu-${version}-`);
  });

  test('a system without it is named, with what there is instead', () => {
    expect(reasonAgainst('tfjs', { platform: 'darwin', arch: 'x64' })).toMatch(/this computer is darwin x64/);
    expect(reasonAgainst('tfjs-cuda', { platform: 'win32', arch: 'x64' })).toMatch(
      /no GPU on Windows since 2.10.*DirectML.*dml/,
    );
    for (const kind of libraryKinds.slice(1))
      expect(reasonAgainst(kind, { platform: 'linux', arch: 'arm64' })).toMatch(/linux arm64/);
  });
});
