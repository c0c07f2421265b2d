import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type koffi from 'koffi';

const standardError = 2;

/**
 * Runs what writes to this process's standard error behind JavaScript's back, and throws that away: TensorFlow praises its
 * oneDNN kernels there at every start, whatever level of logging it is told. Not on Windows, where the worker's standard
 * error goes to the program that started it all the same.
 */
export function quietly<T>(native: typeof koffi | undefined, work: () => T): T {
  if (native === undefined || process.platform === 'win32') return work();
  const system = native.load(null);
  const duplicate: (file: number) => number = system.func('int dup(int)');
  const put: (file: number, at: number) => number = system.func('int dup2(int, int)');
  const kept = duplicate(standardError);
  const nothing = openSync(devNull, 'w');
  put(nothing, standardError);
  try {
    return work();
  } finally {
    put(kept, standardError);
    closeSync(nothing);
    closeSync(kept);
  }
}
