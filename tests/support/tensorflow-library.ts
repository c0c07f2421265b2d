import { fileURLToPath } from 'node:url';
import { type TensorflowLibrary, tensorflowLibrary } from '#host/training/libraries/installed.ts';

/** Where `node scripts/engines.mjs` puts it; processes that a test starts look there too. */
process.env.STRANDLINE_ENGINES ??= fileURLToPath(new URL('../../.cache/engines', import.meta.url));

const found = tensorflowLibrary(['tfjs']);
if (found === undefined) {
  const wayOut = 'the tests of the TensorFlow engine need its library: node scripts/engines.mjs';
  if (process.env.STRANDLINE_REQUIRE_ALL === '1') throw new Error(wayOut);
  process.stderr.write(`\n*** SKIPPED: ${wayOut}\n`);
}

/** Whether tests with TensorFlow are skipped: `describe.skipIf(tensorFlowIsMissing)`. */
export const tensorFlowIsMissing = found === undefined;

/** TensorFlow's C library for the tests; of no use where it is missing. */
export const testTensorFlow: TensorflowLibrary = found ?? {
  ...{ files: [], folders: [], version: '', cuda: false },
};
