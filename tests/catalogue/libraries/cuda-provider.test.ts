import { existsSync, mkdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { libraryFor, membersOf } from '#host/training/libraries/catalogue.ts';
import {
  cudaProvider,
  cudaProviderEnvironment,
  runtimeLibrary,
  runtimePlace,
} from '#host/training/libraries/cuda-provider.ts';
import { folderOf, markerName } from '#host/training/libraries/installed.ts';
import { temporaryFolder } from '../../support/labs.ts';

const library = libraryFor('cuda', { platform: 'linux', arch: 'x64' });
if ('none' in library) throw new Error(library.none);
const { kind, version } = library;
const members = membersOf(library);

beforeEach(() => {
  vi.stubEnv('STRANDLINE_ENGINES', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

/** The library's files with the sizes that they should have, all holes. */
function install(): string {
  const folder = folderOf({ kind, version });
  for (const { path, size } of members) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, basename(path));
    truncateSync(file, size);
  }
  writeFileSync(join(folder, markerName), '{}');
  return folder;
}

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'onnxruntime finds itself beside an installed provider, and the system finds CUDA',
  () => {
    const folder = install();
    const runtime = temporaryFolder();
    const { LD_LIBRARY_PATH: path = '' } = cudaProviderEnvironment(runtime, { LD_LIBRARY_PATH: '/own' });
    const folders = path.split(':');
    expect(folders.at(-1)).toBe('/own');
    expect(folders.slice(0, -1).every((one) => one.startsWith(folder))).toBe(true);
    expect(new Set(folders).size).toBe(folders.length);
    expect(folders.some((one) => existsSync(join(one, 'libcudnn.so.9')))).toBe(true);
    const [first = ''] = folders;
    expect(existsSync(join(first, cudaProvider))).toBe(true);
    const linked = (): string => readlinkSync(join(first, runtimeLibrary));
    expect(linked()).toBe(join(runtime, runtimePlace, runtimeLibrary));
    // Nothing is lost where it is called again, and a program that has moved is found where it is now.
    expect(cudaProviderEnvironment(runtime, {}).LD_LIBRARY_PATH?.split(':')).toEqual(folders.slice(0, -1));
    cudaProviderEnvironment('/moved', {});
    expect(linked()).toBe(join('/moved', runtimePlace, runtimeLibrary));
  },
);

test('a library that is not there changes nothing', () => {
  expect(cudaProviderEnvironment(temporaryFolder(), { LD_LIBRARY_PATH: '/own' })).toEqual({});
});
