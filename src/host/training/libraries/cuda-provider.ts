import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { foldersOf, libraryFor, membersOf } from './catalogue.ts';
import { installedLibrary } from './installed.ts';

/** Folder of onnxruntime-node's package. */
export function runtimeFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}

/** Where the package has onnxruntime's own library. */
export const runtimePlace = 'bin/napi-v6/linux/x64';
export const runtimeLibrary = 'libonnxruntime.so.1';
export const cudaProvider = 'libonnxruntime_providers_cuda.so';

/**
 * What the environment of a process needs so that the built-in engine computes with the CUDA library that was installed.
 * onnxruntime looks for a provider where it finds itself, and the package finds onnxruntime by LD_LIBRARY_PATH before it looks
 * into its own folder; so a link to it lies beside the provider, and nothing is written into the package. Empty where that
 * library is not installed.
 *
 * The system reads LD_LIBRARY_PATH only when a process starts.
 */
export function cudaProviderEnvironment(
  runtime = runtimeFolder(),
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const library = libraryFor('cuda');
  if ('none' in library) return {};
  const { state, folder } = installedLibrary(library);
  if (state !== 'ready') return {};
  const provider = membersOf(library).find(({ path }) => basename(path) === cudaProvider)?.path ?? '';
  const first = join(folder, dirname(provider));
  link(join(runtime, runtimePlace, runtimeLibrary), join(first, runtimeLibrary));
  const others = foldersOf(library)
    .map((path) => join(folder, path))
    .filter((path) => path !== first);
  const { LD_LIBRARY_PATH: own } = environment;
  return { LD_LIBRARY_PATH: [first, ...others, ...(own ? [own] : [])].join(delimiter) };
}

/** Replaces a link to elsewhere: the program may have moved since. Where none can be made, the trial says what is missing. */
function link(target: string, at: string): void {
  try {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(at) === target) return;
    rmSync(at, { force: true });
    symlinkSync(target, at);
  } catch {
    return;
  }
}
