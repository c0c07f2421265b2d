import { existsSync, mkdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { libraryFor, membersOf } from '#host/training/libraries/catalogue.ts';
import {
  cudaProvider,
  cudaProviderEnvironment,
  providerPlace,
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
  'an installed CUDA library is put where onnxruntime looks for it, and its folders where the system does',
  () => {
    const folder = install();
    const runtime = temporaryFolder();
    mkdirSync(join(runtime, providerPlace), { recursive: true });
    const { LD_LIBRARY_PATH: path = '' } = cudaProviderEnvironment(runtime, { LD_LIBRARY_PATH: '/own' });
    const folders = path.split(':');
    expect(folders.at(-1)).toBe('/own');
    expect(folders.slice(0, -1).every((one) => one.startsWith(folder))).toBe(true);
    expect(folders.some((one) => existsSync(join(one, 'libcudnn.so.9')))).toBe(true);
    const linked = readlinkSync(join(runtime, providerPlace, cudaProvider));
    expect(linked).toBe(join(folder, 'onnxruntime/capi', cudaProvider));
    // Nothing is lost where it is called again, or where the folder cannot be written to.
    expect(cudaProviderEnvironment(runtime, {}).LD_LIBRARY_PATH?.split(':')).toEqual(folders.slice(0, -1));
    expect(cudaProviderEnvironment('/nowhere', {})).toHaveProperty('LD_LIBRARY_PATH');
  },
);

test('a library that is not there changes nothing', () => {
  const runtime = temporaryFolder();
  expect(cudaProviderEnvironment(runtime, { LD_LIBRARY_PATH: '/own' })).toEqual({});
  expect(existsSync(join(runtime, providerPlace))).toBe(false);
});
