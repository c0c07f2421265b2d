import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type koffi from 'koffi';
import { type Driver, cudaLibraries } from '../cuda.ts';
import type { LoadForGood } from './system-loader.ts';

/**
 * Loads CUDA's libraries before TensorFlow asks for them by name: the system's loader gives a name that is loaded already to
 * whoever asks for it. LD_LIBRARY_PATH would have to be set before this process starts.
 *
 * @param folders looked through first, then the system's own.
 * @returns the needed ones that could not be loaded.
 */
export function loadCuda(
  load: LoadForGood,
  folders: readonly string[],
  has: (file: string) => boolean = existsSync,
): string[] {
  return cudaLibraries.flatMap(({ file, needed }) => {
    const places = folders.map((folder) => join(folder, file)).filter(has);
    const loaded = [...places, file].some(load);
    return loaded || !needed ? [] : [file];
  });
}

/** Asks the NVIDIA driver itself. */
export function askDriver(native: typeof koffi, load: LoadForGood): Driver {
  const file = 'libcuda.so.1';
  if (!load(file)) return { started: undefined, cuda: 0 };
  const library = native.load(file);
  const init: (flags: number) => number = library.func('int cuInit(unsigned int)');
  const version: (into: [number]) => number = library.func('int cuDriverGetVersion(_Out_ int *)');
  const cuda: [number] = [0];
  version(cuda);
  return { started: init(0), cuda: cuda[0] };
}
