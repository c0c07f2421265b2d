import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { jobKind } from '../job-kind.ts';

export const demoJob = jobKind('demo', {
  changes: 'catalogue',
  title: () => 'Demo photos',
  run: async (_args, work) => {
    const directory = await mkdtemp(join(tmpdir(), 'strandline-demo-'));
    try {
      const [{ demoFragments }, { renderDemoInThreads }] = await Promise.all([
        import('#demo/render-demo-photos.ts'),
        import('#host/demo/render-in-threads.ts'),
      ]);
      await renderDemoInThreads({
        directory,
        ...demoFragments,
        signal: work.signal,
        onProgress: work.onProgress,
      });
      const options = importOptionsSchema.parse({
        directory,
        survey: 'Demo beach',
        layout: 'class/sample/photo',
      });
      return await importFolder(work.lab, options, work);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
});
