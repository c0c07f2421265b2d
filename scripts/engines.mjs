/**
 * Gets what the tests of the TensorFlow engine need: its C library, in .cache/engines, by the product's own command. Does
 * nothing where it is there. `STRANDLINE_PYPI` names another package index.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [join(root, 'bin/strandline.mjs'), 'engine', 'install', 'tfjs'],
  {
    stdio: 'inherit',
    env: { ...process.env, STRANDLINE_ENGINES: join(root, '.cache/engines') },
  },
);
process.exit(status ?? 1);
