import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { seededRandom } from '#shared/learning/random.ts';
import { targets } from '../../scripts/fuzz/targets.ts';

/** Targets that no other test tries some inputs of, with how many take well under a second. */
const tried = { clients: 8, hosts: 10, packed: 3, shares: 8 };

// Windows has neither the sockets nor the pipes.
test.skipIf(process.platform === 'win32').each(Object.entries(tried))(
  '%s hold some inputs',
  async (name, inputs) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-test-'));
    const before = process.cwd();
    vi.stubEnv('STRANDLINE_HOME', folder);
    vi.stubEnv('TMPDIR', folder);
    process.chdir(folder);
    try {
      const target = await targets[name]?.(folder);
      for (let input = 0; input < inputs; input += 1)
        expect((await target?.attempt(seededRandom(20_261_128 + input)))?.what).toBeUndefined();
      await target?.close?.();
    } finally {
      process.chdir(before);
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
