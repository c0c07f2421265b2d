import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { foldersOf, libraryFor, membersOf } from './catalogue.ts';
import { installedLibrary } from './installed.ts';

/** Folder of onnxruntime-node's package. */
export function runtimeFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}

/** Beside its own library in the package's folder, the only place where onnxruntime looks for a provider. */
export const providerPlace = 'bin/napi-v6/linux/x64';
export const cudaProvider = 'libonnxruntime_providers_cuda.so';

/**
 * What the environment of a process needs so that the built-in engine computes with the CUDA library that was installed: links
 * to the provider beside onnxruntime, and LD_LIBRARY_PATH, which the system reads only when a process starts. Empty where that
 * library is not installed. Where no link can be made, the trial of the device says what is missing.
 */
export function cudaProviderEnvironment(
  runtime = runtimeFolder(),
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const library = libraryFor('cuda');
  if ('none' in library) return {};
  const { state, folder } = installedLibrary(library);
  if (state !== 'ready') return {};
  const providers = membersOf(library).filter(({ path }) => basename(path).startsWith('libonnxruntime_'));
  for (const { path } of providers) link(join(folder, path), join(runtime, providerPlace, basename(path)));
  const folders = foldersOf(library).map((path) => join(folder, path));
  const { LD_LIBRARY_PATH: own } = environment;
  return { LD_LIBRARY_PATH: [...folders, ...(own ? [own] : [])].join(delimiter) };
}

/** Leaves what is there; a folder that cannot be written to stays without. */
function link(target: string, at: string): void {
  if (existsSync(at)) return;
  try {
    symlinkSync(target, at);
  } catch {
    return;
  }
}
