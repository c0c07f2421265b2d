import { describe } from 'vitest';
import { type SharedSet, dataIsRequired, sharedData, sharedRoot } from './shared-data.ts';

/**
 * A describe block that needs real photos. Where they are absent it is skipped with a loud line; under
 * STRANDLINE_REQUIRE_ALL=1 (continuous integration) their absence is a failure.
 */
export function describeWithData(name: SharedSet, title: string, body: (directory: string) => void): void {
  const directory = sharedData(name);
  if (directory !== undefined) {
    describe(title, () => body(directory));
    return;
  }
  if (dataIsRequired) {
    throw new Error(`The photos of ${name} are required here but are not at ${sharedRoot}`);
  }
  process.stderr.write(`\n*** SKIPPED: "${title}" needs the photos of ${name} at ${sharedRoot}\n`);
  describe.skip(title, () => body(''));
}
