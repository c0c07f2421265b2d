import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { argumentsOf, hostCalls } from '../../scripts/fuzz/calls.ts';
import { type ServedLab, servedLab } from '../../scripts/fuzz/foreign-lab.ts';

/** What would ask the network, or trains and measures for seconds. */
const left = [
  'engines',
  'demo',
  'devices',
  'backbones.fetch',
  'training',
  'slurm.dryRun',
  'slurm.dryRunOfRun',
  'lab.close',
  'runs.start',
  'runs.resume',
];
const calls = hostCalls(left);
const times = 12;

let served: ServedLab;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_HOME', join(folder, 'home'));
  served = await servedLab(folder);
  // What is relative is relative to a folder of ours.
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterAll(async () => {
  await served.host.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('a message of any form', () => {
  test.each(calls.map(([name, call]) => ({ name, call })))(
    'to $name is answered, or refused in words',
    async ({ name, call }) => {
      const { connection, lab, paths } = served;
      const values = fc.sample(argumentsOf(call, paths), { seed: 20_261_127, numRuns: times });
      for (const value of values) {
        const reply = await connection.ask(name, value);
        const said = reply.ok ? '' : `${reply.error.code}: ${reply.error.message}`;
        expect(said, `${name} ${fc.stringify(value).slice(0, 500)}`).not.toMatch(/^internal/);
      }
      if (name.startsWith('lab.')) await connection.request('lab.open', { directory: lab });
    },
  );
});

test.skipIf(process.platform === 'win32').each(['pipe.jpg', 'endless.jpg'])(
  'a message that names %s as a file is answered at once',
  async (odd) => {
    const { connection } = served;
    const file = join(folder, odd);
    await connection.request('lab.open', { directory: served.lab });
    const asked = [
      connection.ask('bench.classify', { files: [file] }),
      connection.ask('bench.explain', { of: { file } }),
      connection.ask('models.inspectFile', { file }),
      connection.ask('models.import', { file }),
      connection.ask('backbones.add', { file }),
      connection.ask('catalogue.fileThumbnail', { directory: folder, file: odd }),
    ];
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error('nobody answers')), 20_000).unref(),
    );
    for (const reply of (await Promise.race([Promise.all(asked), late])) as Awaited<(typeof asked)[number]>[])
      expect(reply.ok ? '' : reply.error.code).not.toBe('internal');
  },
);
