import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type SharedSet = 'trashnet-half' | 'eth80-half';

/** Where the real photo sets lie: beside the checkout. */
export const sharedRoot = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Whether absent photos are a failure (continuous integration) rather than a skipped test. */
export const dataIsRequired = process.env.STRANDLINE_REQUIRE_ALL === '1';

/** Path of one of the real photo sets, or undefined where they are absent. */
export function sharedData(name: SharedSet): string | undefined {
  const directory = `${sharedRoot}${name}`;
  return existsSync(directory) ? directory : undefined;
}
