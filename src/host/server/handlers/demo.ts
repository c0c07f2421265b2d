import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import { renderDemoPhotos } from '#demo/render-demo-photos.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { importOptionsSchema } from '#shared/domain/catalogue.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

/** The demo's fragments; the strangers' seed differs, so they are other fragments of the same kind. */
const demo = { seed: 1, samplesPerClass: 60 };
const strangers = { seed: 1001, samplesPerClass: 3 };

export function demoHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['demo'] {
  return {
    create: async ({ directory }) => {
      const folder = resolve(directory);
      // A demo lab that is there already is used again: the same fragments are rendered and found to be known.
      const lab = existsSync(join(folder, 'lab.sqlite3'))
        ? await labs.open(folder)
        : await labs.create(folder, 'Demo lab');
      const job = labs.current.jobs.start(
        'demo',
        'Demo photos',
        { directory: folder },
        async ({ signal, report }) => {
          const photos = await mkdtemp(join(tmpdir(), 'strandline-demo-'));
          try {
            await renderDemoPhotos({ directory: photos, ...demo, signal, report });
            const options = importOptionsSchema.parse({
              directory: photos,
              survey: 'Demo beach',
              layout: 'class/sample/photo',
            });
            return await importFolder(lab, options, { signal, report });
          } finally {
            await rm(photos, { recursive: true, force: true });
            events.emit('lab.changed', { topic: 'catalogue' });
          }
        },
      );
      return { lab: labSummary(lab), job: job.id };
    },
    renderStrangers: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'strandline-strangers-'));
      await renderDemoPhotos({ directory, ...strangers });
      return { directory };
    },
  };
}
