import { mkdtemp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startJob } from '#host/jobs/lab-jobs.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function demoHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['demo'] {
  return {
    create: async ({ directory }) => {
      const folder = resolve(directory);
      // A demo lab that is there already is used again: the same fragments are rendered and found to be known.
      const lab = existsSync(join(folder, 'lab.sqlite3'))
        ? await labs.open(folder)
        : await labs.create(folder, 'Demo lab');
      const job = startJob(labs.current, 'demo', { directory: folder });
      return { lab: labSummary(lab), job };
    },
    renderStrangers: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'strandline-strangers-'));
      const [{ strangers }, { renderDemoInThreads }] = await Promise.all([
        import('#demo/render-demo-photos.ts'),
        import('#host/demo/render-in-threads.ts'),
      ]);
      await renderDemoInThreads({ directory, ...strangers });
      return { directory };
    },
  };
}
