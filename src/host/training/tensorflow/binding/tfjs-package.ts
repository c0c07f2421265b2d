import { existsSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import util from 'node:util';
import type { SessionBinding } from './session-binding.ts';

/** A tensor of the package's, as far as we use it. */
export interface TfjsTensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

/** One signature of a loaded SavedModel. */
export interface TfjsModel {
  predict(inputs: Record<string, TfjsTensor>): Record<string, TfjsTensor>;
  dispose(): void;
}

/** What we use of @tensorflow/tfjs-node-gpu. */
export interface Tfjs {
  tensor(data: Float32Array | Int32Array, dims: readonly number[]): TfjsTensor;
  enableProdMode(): void;
  memory(): { readonly numTensors: number };
  readonly node: {
    loadSavedModel(folder: string, tags: string[], signature: string): Promise<TfjsModel>;
    getMetaGraphsFromSavedModel(
      folder: string,
    ): Promise<readonly { readonly signatureDefs: Readonly<Record<string, unknown>> }[]>;
  };
  backend(): { readonly binding: Pick<SessionBinding, 'TF_Version' | 'isUsingGpuDevice'> };
}

/** What the package asks for the place of its native binding. */
interface NodePreGyp {
  find(packageJson: string): string;
}

const packageName = '@tensorflow/tfjs-node-gpu';
const own = createRequire(import.meta.url);

/** The package as it is installed here; undefined where it is not. */
export interface InstalledPackage {
  /** Its compiled binding, where somebody has built it. */
  readonly binding: string | undefined;
  /** @param answer stands in for the compiled binding. @throws what the package or its binding throws. */
  open(answer: SessionBinding | undefined): Tfjs;
}

export function installedPackage(): InstalledPackage | undefined {
  const packageJson = resolved(`${packageName}/package.json`);
  if (packageJson === undefined) return undefined;
  const theirs = createRequire(packageJson);
  const finder = theirs.resolve('@mapbox/node-pre-gyp');
  const place = (theirs(finder) as NodePreGyp).find(packageJson);
  return {
    binding: existsSync(place) ? place : undefined,
    open: (answer) => {
      restoreRemoved();
      const load = (): Tfjs => theirs(packageName) as Tfjs;
      return answer === undefined ? load() : answering(theirs, finder, answer, load);
    },
  };
}

function resolved(name: string): string | undefined {
  try {
    return own.resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * While the package loads, the module that it asks for its binding's path is one that names itself and is that binding: so
 * nothing is written into node_modules.
 */
function answering<T>(theirs: NodeJS.Require, finder: string, answer: SessionBinding, load: () => T): T {
  const real = theirs.cache[finder];
  const standIn = new Module(finder);
  standIn.filename = finder;
  standIn.paths = [dirname(finder)];
  standIn.loaded = true;
  standIn.exports = { ...answer, find: () => finder } satisfies NodePreGyp & SessionBinding;
  theirs.cache[finder] = standIn;
  try {
    return load();
  } finally {
    if (real === undefined) Reflect.deleteProperty(theirs.cache, finder);
    else theirs.cache[finder] = real;
  }
}

/** Puts back what the package still calls and Node 23 has taken out of `util`. */
function restoreRemoved(): void {
  const removed: Record<string, (value: unknown) => boolean> = {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, is] of Object.entries(removed)) if (!(name in util)) Reflect.set(util, name, is);
}
