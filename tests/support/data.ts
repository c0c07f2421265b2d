import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const sharedRoot = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Path of one of the real photo sets that lie beside the checkout, or undefined where they are absent. */
export function sharedData(name: 'trashnet-half' | 'eth80-half'): string | undefined {
  const directory = `${sharedRoot}${name}`;
  return existsSync(directory) ? directory : undefined;
}

/**
 * A describe block that needs real photos. Where they are absent it is skipped with a loud line; under
 * STRANDLINE_REQUIRE_ALL=1 (continuous integration) their absence is a failure.
 */
export function describeWithData(
  name: 'trashnet-half' | 'eth80-half',
  title: string,
  body: (directory: string) => void,
): void {
  const directory = sharedData(name);
  if (directory !== undefined) {
    describe(title, () => body(directory));
    return;
  }
  if (process.env.STRANDLINE_REQUIRE_ALL === '1') {
    throw new Error(`The photos of ${name} are required here but are not at ${sharedRoot}`);
  }
  process.stderr.write(`\n*** SKIPPED: "${title}" needs the photos of ${name} at ${sharedRoot}\n`);
  describe.skip(title, () => body(''));
}
