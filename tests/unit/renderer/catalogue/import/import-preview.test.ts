import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ImportPlan, ImportPlanOptions } from '#shared/domain/import-plan.ts';
import { answerTo } from '../../../../../src/renderer/catalogue/import/concerns.ts';
import { nextGrouping, withMore } from '../../../../../src/renderer/catalogue/import/grouping-keys.ts';
import { ImportPreview } from '../../../../../src/renderer/catalogue/import/import-preview.svelte.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { JobsController } from '../../../../../src/renderer/shell/jobs/jobs-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const plan: ImportPlan = {
  directory: '/photos',
  layout: 'flat',
  flat: {
    grouping: { by: 'gap', seconds: 30 },
    reasons: [],
    groups: [{ name: null, files: ['a.jpg', 'b.jpg'] }],
  },
  surveys: [],
  folders: [
    { folder: 'film', class: 'film', byTable: false, photos: 2, samples: 1, duplicates: 0 },
    { folder: 'Film', class: 'Film', byTable: false, photos: 1, samples: 1, duplicates: 0 },
  ],
  inBin: 0,
  renumbered: 0,
  lists: { samples: 0, surveys: 0, sites: 0 },
  joined: [],
  duplicates: 0,
  alreadyInLab: 0,
  repeatedInFolder: 0,
  conflicts: [{ files: ['film/a.jpg', 'shell/b.jpg'], classes: ['film', 'shell'], inLab: false, kept: null }],
  sameFolder: ['photos'],
  position: null,
  bytes: 1,
  whole: false,
  warnings: [],
  skipped: [],
};

/** A preview whose looks are over at once, and what each of them asked. */
function previewing(table: string | null = '/jars.csv'): {
  preview: ImportPreview;
  asked: ImportPlanOptions[];
} {
  const asked: ImportPlanOptions[] = [];
  const transport = createFakeTransport({
    catalogue: {
      planImport: (options) => {
        asked.push(options);
        const job = asked.length;
        queueMicrotask(() => {
          const done = {
            id: job,
            kind: 'import-plan',
            title: '',
            state: 'done',
            resumable: false,
            damaged: null,
          };
          const times = { createdAt: '2026', endedAt: '2026', progress: null, error: null };
          transport.emit('jobs.changed', { ...done, ...times, result: plan });
        });
        return { job };
      },
      fileThumbnail: () => null,
    },
    shell: { chooseTable: () => table },
  });
  const core = new WindowCore(createClient(contract, transport));
  return { preview: new ImportPreview(core, new JobsController(core)), asked };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 2));

describe('the look at a folder', () => {
  it('is changed by keys: ways of grouping, photos each, more or less', async () => {
    const { preview, asked } = previewing();
    await preview.look('/photos');
    await settled();
    for (const key of ['3', 'n', 'e', '+', 'x']) preview.groupByKey(key);
    await settled();
    expect(asked.map(({ grouping }) => grouping)).toEqual([
      undefined,
      { by: 'count', photos: 3 },
      { by: 'name', pattern: null },
      { by: 'each' },
      { by: 'gap', seconds: 45 },
    ]);
  });

  it('of files that were chosen one by one is that of a flat folder around them', async () => {
    const { preview, asked } = previewing();
    await preview.lookAtFiles(['/a/b/1.jpg', '/a/b/c/2.jpg'], 'May');
    const windows = [String.raw`C:\1.jpg`, String.raw`C:\x\2.jpg`];
    await preview.lookAtFiles(windows, undefined);
    expect(asked).toMatchObject([
      { directory: '/a/b', files: ['/a/b/1.jpg', '/a/b/c/2.jpg'], survey: 'May', layout: 'flat' },
      { directory: 'C:\\', files: windows, layout: 'flat' },
    ]);
  });

  it('takes a table with the columns that are chosen, and leaves it again', async () => {
    const { preview, asked } = previewing();
    await preview.look('/photos');
    await preview.chooseTable();
    await preview.chooseColumn('class', 'Klasse');
    await preview.chooseColumn('notes', '');
    await preview.leaveTable();
    expect(asked.map(({ table }) => table)).toEqual([
      undefined,
      { file: '/jars.csv', columns: {} },
      { file: '/jars.csv', columns: { class: 'Klasse' } },
      { file: '/jars.csv', columns: { class: 'Klasse', notes: '' } },
      undefined,
    ]);
    const changed = previewing(null);
    await changed.preview.look('/photos');
    await changed.preview.chooseTable();
    expect(changed.asked).toHaveLength(1);
  });

  it('is answered: classes that are one or two, the class of a photo, another layout', async () => {
    const { preview, asked } = previewing();
    await preview.look('/photos');
    await settled();
    await preview.settleClasses(['film', 'Film'], 'film');
    await settled();
    await preview.settleClasses(['Film']);
    await preview.decide(['film/a.jpg'], 'film');
    expect(asked.at(-1)).toMatchObject({
      classes: { film: 'film', Film: 'film' },
      labels: { 'film/a.jpg': 'film' },
    });
    await preview.group({ by: 'each' });
    await preview.change({ layout: 'class/photo' });
    expect(asked.at(-1)).toMatchObject({ layout: 'class/photo', classes: {}, labels: {} });
    expect(asked.at(-1)?.grouping).toBeUndefined();
  });

  it('makes pictures of files once, and forgets them with the folder', async () => {
    const { preview } = previewing();
    const photo = { directory: '/photos', file: 'a.jpg' };
    await preview.look('/photos');
    expect(preview.thumbnails.of(photo)).toBeUndefined();
    preview.thumbnails.need(photo);
    preview.thumbnails.need(photo);
    await expect.poll(() => preview.thumbnails.of(photo)).toBeNull();
    preview.close();
    expect(preview.thumbnails.of(photo)).toBeUndefined();
  });
});

describe('what can be said to a warning', () => {
  const warned = (
    code: 'look-alike-classes' | 'label-conflict' | 'same-path' | 'odd-layout' | 'date-ignored',
    ...files: string[]
  ) => answerTo({ code, message: '', files }, plan);

  it('is what there is to choose', () => {
    expect(warned('look-alike-classes', 'film/a.jpg', 'Film/b.jpg')).toEqual({
      kind: 'classes',
      folders: ['film', 'Film'],
      names: ['film', 'Film'],
    });
    expect(warned('label-conflict', 'film/a.jpg')).toEqual({ kind: 'label', conflict: plan.conflicts[0] });
    expect(warned('same-path', 'a.jpg')).toEqual({ kind: 'survey', surveys: ['photos'] });
    expect(warned('odd-layout')).toEqual({ kind: 'layout' });
    expect(warned('date-ignored', 'a.jpg')).toBeUndefined();
    expect(warned('label-conflict', 'gone.jpg')).toBeUndefined();
  });
});

describe('a grouping', () => {
  it('has more or fewer photos, a longer or shorter pause, and never none', () => {
    expect(withMore({ by: 'count', photos: 1 }, '-')).toEqual({ by: 'count', photos: 1 });
    expect(withMore({ by: 'gap', seconds: 1 }, '-')).toEqual({ by: 'gap', seconds: 1 });
    expect(withMore({ by: 'gap', seconds: 80_000 }, '+')).toEqual({ by: 'gap', seconds: 86_400 });
    expect(withMore({ by: 'each' }, '+')).toBeUndefined();
    expect(nextGrouping('G', { by: 'each' })).toEqual({ by: 'gap', seconds: 60 });
  });
});
