import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';

/** Work on a lab that nobody stops or listens to. */
export function workOn(lab: Lab): LabWork {
  return {
    lab,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    changed: () => undefined,
  };
}
