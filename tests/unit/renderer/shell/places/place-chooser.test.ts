import { expect, test, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { around } from '#shared/domain/place-there.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Api } from '../../../../../src/renderer/lib/api.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { choosingApi } from '../../../../../src/renderer/shell/places/choosing-api.ts';
import { PlaceChooser, hostOf } from '../../../../../src/renderer/shell/places/place-chooser.svelte.ts';
import { crumbsOf, pathWritten, within } from '../../../../../src/renderer/shell/places/place-path.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

type Kind = 'folder' | 'file';
/** Folders of the lab PC, by path. */
const there: Readonly<Record<string, readonly (readonly [string, Kind])[]>> = {
  '/': [['srv', 'folder']],
  '/srv': [
    ['Old photos', 'folder'],
    ['photos', 'folder'],
  ],
  '/srv/photos': [
    ['1.jpg', 'file'],
    ['2.jpg', 'file'],
  ],
  '/home/ada': [['bay.onnx', 'file']],
};

/** @param far whether the lab is on another computer. @param most entries that are told at once. */
function chooser({ far = true, most = 1000, agrees = true } = {}) {
  const asked = { finds: [] as string[], endings: [] as string[], here: 0 };
  const kept = new Map([['strandline.place-side', '"there"']]);
  const transport = createFakeTransport({
    shell: {
      chooseFolder: () => {
        asked.here += 1;
        return '/laptop/photos';
      },
      choosePhotos: () => [],
      choosePlaces: ({ places }) => (agrees ? places.map((place) => `there:${place}`) : null),
    },
    places: {
      list: ({ at, find, endings }) => {
        asked.finds.push(find);
        asked.endings = endings;
        const folder = at === '~' ? '/home/ada' : at;
        const all = there[folder];
        if (all === undefined) throw new StrandlineError('not-found', `${folder} is not there.`);
        const found = all.filter(([name]) => name.toLowerCase().includes(find.toLowerCase()));
        const entries = found.slice(0, most).map(([name, kind]) => ({ name, kind, link: false }));
        const more = found.length - entries.length;
        return { at: folder, home: '/home/ada', entries, more, stopped: false, leftOut: 0 };
      },
    },
  });
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const api: Api = choosingApi(createClient(contract, transport), () => places);
  const places: PlaceChooser = new PlaceChooser(new WindowCore(api, { storage }), () =>
    far ? 'labpc' : undefined,
  );
  return { api, places, asked };
}

const names = ({ choices }: PlaceChooser): string[] => choices.map(({ name }) => name);
const listed = (places: PlaceChooser, at: string) =>
  vi.waitFor(() => expect([places.listing?.at, places.isLooking]).toEqual([at, false]));

test('a lab of this computer is chosen for by the system’s dialog alone', async () => {
  const { api, places, asked } = chooser({ far: false });
  expect(await api.shell.chooseFolder({ title: 'Import' })).toBe('/laptop/photos');
  expect(await api.shell.chooseFolder({ title: 'Watch', where: 'there' })).toBe('/laptop/photos');
  expect(places.wanted).toBeUndefined();
  expect(asked).toMatchObject({ here: 2, finds: [] });
});

test('a folder of the lab’s computer is walked to by keys, and named as one of it', async () => {
  const { api, places } = chooser();
  const chosen = api.shell.chooseFolder({ title: 'Import' });
  await listed(places, '/home/ada');
  await places.type('/srv');
  await places.open();
  expect(names(places)).toEqual(['Old photos', 'photos']);
  await places.type('PHO');
  // What begins so comes first, and the list is not asked for again.
  expect(names(places)).toEqual(['photos', 'Old photos']);
  await places.open();
  expect(places.listing?.at).toBe('/srv/photos');
  expect(places.text).toBe('');
  await places.up();
  expect([places.listing?.at, places.choices[places.at]?.name]).toEqual(['/srv', 'photos']);
  places.move(5);
  places.move(-9);
  expect(places.at).toBe(0);
  await places.take();
  expect(await chosen).toBe('there:/srv');
  expect(places.wanted).toBeUndefined();

  // It is begun where one was last.
  const again = api.shell.chooseFolder({ title: 'Export', forNewLab: true });
  await listed(places, '/srv');
  await places.type('august');
  expect(places.choices).toEqual([{ name: 'august', kind: 'make', link: false }]);
  expect(places.made?.name).toBe('august');
  // A path that is half written is not what is in view.
  await places.type('/srv/pho');
  expect([places.canTake, places.made]).toEqual([false, undefined]);
  await places.type('august');
  await places.take();
  expect(await again).toBe('there:/srv/august');
});

test('files are of the endings that are meant: one, or several of a folder', async () => {
  const { api, places, asked } = chooser();
  const model = api.shell.chooseModel({ title: 'Model' });
  await listed(places, '/home/ada');
  expect(asked.endings).toEqual(['onnx']);
  expect(places.canTake).toBe(false);
  await places.open();
  expect(await model).toBe('there:/home/ada/bay.onnx');

  const photos = api.shell.choosePhotos({ title: 'Photos' });
  await listed(places, '/home/ada');
  await places.go('/srv/photos');
  await places.take();
  for (const at of [0, 1, 1]) await places.open(at);
  expect([places.marked, places.isMarked('1.jpg'), places.isMarked('2.jpg')]).toEqual([1, true, false]);
  await places.take();
  expect(await photos).toEqual(['there:/srv/photos/1.jpg']);
});

test('of a folder that is not told whole, what is typed is asked for there', async () => {
  const { api, places, asked } = chooser({ most: 1 });
  void api.shell.chooseFolder({ title: 'Import' });
  await listed(places, '/home/ada');
  await places.go('/srv');
  expect(places.listing?.more).toBe(1);
  await places.type('pho');
  await places.type('photos');
  expect(asked.finds).toEqual(['', '', 'pho', 'photos']);
  await places.type('');
  expect(asked.finds.at(-1)).toBe('');
  expect(names(places)).toEqual(['Old photos']);
});

test('what cannot be looked at is said, and what was in view stays', async () => {
  const { api, places } = chooser({ agrees: false });
  const chosen = api.shell.chooseFolder({ title: 'Import' });
  await listed(places, '/home/ada');
  await places.go('/gone');
  expect(places.problem).toBe('/gone is not there.');
  expect(places.listing?.at).toBe('/home/ada');
  // Whoever does not agree that it is used goes on choosing.
  await places.take();
  expect(places.wanted?.title).toBe('Import');
  places.close();
  expect(await chosen).toBeNull();
});

test('one of this computer is chosen from the same dialog, unless it has to be the lab’s', async () => {
  const { api, places, asked } = chooser();
  const chosen = api.shell.chooseFolder({ title: 'Import' });
  await places.choose('here');
  expect(places.side).toBe('here');
  await places.askHere();
  expect(await chosen).toBe('/laptop/photos');
  // It is remembered for the next, which shows no folders of the lab PC then.
  void api.shell.choosePhotos({ title: 'Photos' });
  expect([places.side, places.listing]).toEqual(['here', undefined]);
  await places.askHere();
  expect(places.wanted).toBeDefined();
  void api.shell.chooseFolder({ title: 'Watch', where: 'there' });
  expect(places.side).toBe('there');
  expect(await api.shell.chooseFolder({ title: 'Open', where: 'here' })).toBe('/laptop/photos');
  expect(asked.here).toBe(2);
});

test('paths are taken apart and put together', () => {
  expect(crumbsOf('/srv/photos').map(({ path }) => path)).toEqual(['/', '/srv', '/srv/photos']);
  expect(crumbsOf('/')).toEqual([{ name: '/', path: '/' }]);
  expect([around('/srv/photos'), around('/srv')]).toEqual(['/srv', '/']);
  expect([within('/', 'srv'), within('/srv', 'x')]).toEqual(['/srv', '/srv/x']);
  expect(['there:/srv', ' ~/x', '~', '/'].map(pathWritten)).toEqual(['/srv', '~/x', '~', '/']);
  expect(['srv', '~ada', ''].map(pathWritten)).toEqual([undefined, undefined, undefined]);
  expect([hostOf('ssh://ada@labpc/srv/bay'), hostOf('/srv/bay'), hostOf(undefined)]).toEqual([
    'labpc',
    undefined,
    undefined,
  ]);
});
