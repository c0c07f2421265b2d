import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import { PhotoVerdicts } from '../../../../../src/renderer/bench/photos/photo-verdicts.svelte.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { type FakeHandlers, createFakeTransport } from '../../../../support/fake-transport.ts';

type Bench = NonNullable<FakeHandlers['bench']>;
type Imported = Parameters<NonNullable<NonNullable<FakeHandlers['catalogue']>['import']>>[0];
type Saved = Parameters<NonNullable<Bench['saveVerdicts']>>[0];

/** What the model says, by a file's first letter. */
const classes: Readonly<Record<string, { class: string; sureness: number }>> = {
  f: { class: 'film', sureness: 0.9 },
  s: { class: 'shell', sureness: 0.8 },
  u: { class: 'film', sureness: 0.2 },
};

/** A model that is sure of everything but the shell. */
const doubter = 5;
const doubt = { class: 'shell', sureness: 0.1 };

function looking(angles: readonly number[] = [2, 1, 1, 1]): {
  photos: PhotoVerdicts;
  asked: Parameters<NonNullable<Bench['classify']>>[0][];
  imported: Imported[];
  saved: Saved[];
  notices: WindowCore['notices'];
} {
  const asked: Parameters<NonNullable<Bench['classify']>>[0][] = [];
  const imported: Imported[] = [];
  const saved: Saved[] = [];
  const files = ['/bay/f/1.jpg', '/bay/f/2.jpg', '/bay/s.jpg', '/bay/u.jpg', '/bay/broken.jpg'];
  const transport = createFakeTransport({
    shell: { chooseFolder: () => '/out', choosePhotos: () => [] },
    bench: {
      photosIn: ({ grouped }) => ({
        files,
        angles: grouped ? [...angles] : files.map(() => 1),
        importAs: { layout: 'flat', grouping: { by: grouped ? 'name' : 'each', pattern: null } as never },
        skipped: [{ file: '/bay/notes.txt', reason: 'it is no photo' }],
      }),
      classify: (args) => {
        asked.push(args);
        let next = 0;
        const things = (args.angles ?? []).map((count) => args.files.slice(next, (next += count)));
        const unread = args.files.filter((file) => file.includes('broken'));
        return {
          skipped: unread.map((file) => ({ file, reason: 'the file ends early' })),
          verdicts: things
            .map((of) => of.filter((file) => !unread.includes(file)))
            .filter((of) => of.length > 0)
            .map((of, index) => {
              const letter = of[0]?.slice(5, 6) ?? '';
              const said = (args.model === doubter && letter === 's' ? doubt : undefined) ??
                classes[letter] ?? { class: 'film', sureness: 0.5 };
              return {
                ...said,
                id: asked.length * 100 + index,
                files: of,
                outcome: said.sureness < 0.5 ? ('unsure' as const) : ('class' as const),
                confidence: 0.9,
                probabilities: { film: 0.5, shell: 0.5 },
                distance: null,
                model: 'm',
              };
            }),
        };
      },
      saveVerdicts: (args) => {
        saved.push(args);
        return { file: '/out/verdicts.csv' };
      },
    },
    catalogue: {
      fileThumbnail: () => null,
      import: (args) => {
        imported.push(args);
        if (args.survey === 'refused') throw new StrandlineError('bad-argument', 'It is refused.');
        return { job: 7 };
      },
    },
  });
  const core = new WindowCore(createClient(contract, transport), {
    media: {} as never,
    storage: {} as never,
    pathsOf: (dropped) => Promise.resolve(dropped.map(({ name }) => (name === '' ? '' : `/bay/${name}`))),
  });
  return { photos: new PhotoVerdicts(core), asked, imported, saved, notices: core.notices };
}

const names = ({ photos }: { photos: PhotoVerdicts }): (string | undefined)[] =>
  photos.shown.map(({ files }) => files[0]);

beforeAll(() => {
  vi.stubGlobal('URL', { ...URL, createObjectURL: () => 'blob:', revokeObjectURL: () => undefined });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

describe('PhotoVerdicts', () => {
  it('asks about the photos of one thing together, and a photo that cannot be read is a row that says why', async () => {
    const { photos, asked } = looking();
    await photos.useModel(3);
    expect(asked).toEqual([]);
    await photos.look(['/bay']);
    expect(asked).toMatchObject([{ angles: [2, 1, 1, 1], model: 3 }]);
    expect(names({ photos })).toEqual(['/bay/u.jpg', '/bay/s.jpg', '/bay/f/1.jpg', '/bay/broken.jpg']);
    expect(photos.shown.at(-1)).toMatchObject({
      verdict: null,
      unread: [{ reason: 'the file ends early' }],
    });
    expect(photos.tally.map(({ key, count }) => [key, count])).toEqual([
      ['class film', 1],
      ['class shell', 1],
      ['unsure', 1],
      ['unread', 1],
    ]);
    await photos.setAngling('together');
    expect(photos.shown).toMatchObject([{ files: { length: 5 }, unread: { length: 1 } }]);
    await photos.useModel(4);
    expect(asked.at(-1)).toMatchObject({ angles: [5], model: 4 });
  });

  it('takes a correction by key, goes on to the next, and filters and sorts by what is said', async () => {
    const { photos } = looking();
    await photos.useModel(3);
    await photos.look(['/bay']);
    photos.say('shell');
    expect(photos.selection.cursor).toBe(1);
    photos.agree();
    expect(photos.shown.map((thing) => photos.labelOf(thing))).toEqual([
      'shell',
      'shell',
      undefined,
      undefined,
    ]);
    photos.filter('class shell');
    expect(photos.shown).toHaveLength(2);
    // What leaves the list lets the next one come to its place.
    photos.say('film');
    expect([photos.shown.length, photos.selection.cursor]).toEqual([1, 0]);
    photos.filter('class shell');
    photos.sort('file');
    photos.selection.all();
    photos.say(null);
    expect(photos.shown.every((thing) => photos.labelOf(thing) === undefined)).toBe(true);
    photos.say('film');
    // A photo that nobody could read is not labelled.
    expect(photos.shown.map((thing) => photos.labelOf(thing))).toEqual(['film', 'film', 'film', undefined]);
  });

  it('keeps the cursor on its thing where verdicts change the order', async () => {
    const { photos } = looking();
    await photos.useModel(3);
    await photos.look(['/bay']);
    photos.selection.goTo(1);
    expect(photos.current?.files).toEqual(['/bay/s.jpg']);
    await photos.useModel(doubter);
    expect(names({ photos })[0]).toBe('/bay/s.jpg');
    expect(photos.current?.files).toEqual(['/bay/s.jpg']);
    photos.say('shell');
    expect(photos.shown.map((thing) => photos.labelOf(thing))).toEqual([
      'shell',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    { trust: false, labels: [null, null, 'shell', null] },
    { trust: true, labels: ['film', 'film', 'shell', null] },
  ])(
    'keeps the photos as they are grouped, with labels and verdicts (trust: $trust)',
    async ({ trust, labels }) => {
      const { photos, imported } = looking();
      await photos.useModel(3);
      await photos.look(['/bay']);
      photos.sort('file');
      photos.selection.goTo(1);
      photos.say('shell');
      photos.keeping = true;
      expect(photos.isShown).toBe(false);
      expect(await photos.keep('refused', trust)).toBeUndefined();
      expect(photos.keeping).toBe(true);
      expect(await photos.keep('North Bay', trust)).toBe(7);
      const files = ['f/1.jpg', 'f/2.jpg', 's.jpg', 'u.jpg'];
      expect(imported.at(-1)).toMatchObject({
        directory: '/bay',
        survey: 'North Bay',
        grouping: { by: 'name' },
        labels: Object.fromEntries(files.map((file, index) => [file, labels[index]])),
        verdicts: { 'f/1.jpg': 100, 'f/2.jpg': 100, 's.jpg': 101, 'u.jpg': 102 },
      });
      expect(imported.at(-1)?.files).toHaveLength(5);
    },
  );

  it('saves what is shown, in its order', async () => {
    const { photos, saved, notices } = looking();
    await photos.useModel(3);
    await photos.look(['/bay']);
    photos.say('shell');
    await photos.save('csv');
    expect(saved).toMatchObject([
      {
        directory: '/out',
        rows: [
          { files: ['/bay/u.jpg'], label: 'shell', reason: null },
          { files: ['/bay/s.jpg'] },
          { files: ['/bay/f/1.jpg', '/bay/f/2.jpg'] },
          { files: ['/bay/broken.jpg'], verdict: null, reason: 'the file ends early' },
        ],
      },
    ]);
    expect(notices.list.at(-1)?.message).toBe('4 verdicts written to /out/verdicts.csv.');
  });

  it('looks at what is dropped, and says so where it has no place', async () => {
    const { photos, notices } = looking();
    await photos.useModel(3);
    await photos.drop([new File([], '')]);
    expect(notices.list.at(-1)?.message).toContain('no place on this computer');
    await photos.drop([new File([], 'f')]);
    expect(photos.things).toHaveLength(4);
    photos.reset();
    expect(photos.things).toEqual([]);
  });
});
