import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { streamPort } from '#host/processes/stream-port.ts';
import { connectToHost } from '#host/server/connect.ts';
import { createHost } from '#host/server/host.ts';
import { Carrier } from '#host/server/parcels/carrier.ts';
import { attach } from '#host/server/served/attach.ts';
import { linkLine, shakeHands } from '#host/server/served/hello.ts';
import { linkBySocket } from '#host/server/served/link.ts';
import { listPlace } from '#host/server/served/list-place.ts';
import { serveLab } from '#host/server/served/serve-lab.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import { fromWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';

type Api = ClientOf<typeof contract>;

const listed = (
  at: string,
  more: { find?: string; endings?: string[] } = {},
  most?: { read: number; told: number },
) => listPlace(contract.places.list.args.parse({ at, ...more }), most);
const namesIn = async (...asked: Parameters<typeof listed>): Promise<string[]> =>
  (await listed(...asked)).entries.map(({ name }) => name);

describe.skipIf(process.platform === 'win32')('folders of the lab’s computer', () => {
  test('are told by name, folders first, without what is hidden; files of the endings that were asked for', async () => {
    const at = temporaryFolder();
    for (const name of ['North', 'bay 10', 'bay 2', '.git']) mkdirSync(join(at, name));
    for (const name of ['a.JPG', 'b.onnx', 'c.txt', '.hidden.jpg']) writeFileSync(join(at, name), '');
    expect(await listed(`${at}/North/../`)).toEqual({
      at,
      home: homedir(),
      entries: ['bay 2', 'bay 10', 'North'].map((name) => ({ name, kind: 'folder', link: false })),
      more: 0,
      stopped: false,
      leftOut: 0,
    });
    expect(await namesIn(at, { endings: ['jpg', 'onnx'] })).toEqual([
      'bay 2',
      'bay 10',
      'North',
      'a.JPG',
      'b.onnx',
    ]);
    expect(await namesIn(at, { find: 'BAY', endings: ['jpg'] })).toEqual(['bay 2', 'bay 10']);
    expect((await listed('~')).at).toBe(homedir());
  });

  test('hostile names, loops of links and what cannot be read neither lead elsewhere nor break it', async () => {
    const at = temporaryFolder();
    writeFileSync(join(at, 'secret.jpg'), 'x');
    for (const name of ['a\nb', 'a\u001b[2Jb', 'a\u202Egpj', 'ok']) mkdirSync(join(at, name));
    mkdirSync(Buffer.concat([Buffer.from(`${at}/`), Buffer.from([0xff, 0xfe])]));
    symlinkSync('loop-b', join(at, 'loop-a'));
    symlinkSync('loop-a', join(at, 'loop-b'));
    symlinkSync('.', join(at, 'self'));
    symlinkSync('/dev/null', join(at, 'device.jpg'));
    symlinkSync('secret.jpg', join(at, 'photo.jpg'));
    const { entries, leftOut } = await listed(at, { endings: ['jpg'] });
    expect(entries).toEqual([
      { name: 'ok', kind: 'folder', link: false },
      { name: 'photo.jpg', kind: 'file', link: true },
      { name: 'self', kind: 'folder', link: true },
      { name: 'secret.jpg', kind: 'file', link: false },
    ]);
    // Four names that cannot be shown, two links that lead nowhere.
    expect(leftOut).toBe(6);
    expect(await namesIn(`${at}/self/self/self`)).toEqual(['ok', 'self']);
    for (const wrong of ['photos', './', '../x', '/a\0b', '~ada', '~/../ada', '/\uD800', '/a\nb'])
      await refusal('bad-argument', () => listed(wrong));
    const gone = await refusal('not-found', () => listed(join(at, 'gone')));
    expect(gone.message).toContain('gone');
    await refusal('bad-argument', () => listed(join(at, 'secret.jpg')));
  });

  test('are bounded however much is in them, and found in by what is typed', async () => {
    const at = temporaryFolder();
    for (let one = 0; one < 40; one += 1) writeFileSync(join(at, `photo-${one}.jpg`), '');
    const jpg = { endings: ['jpg'] };
    const told = await listed(at, jpg, { read: 100, told: 10 });
    expect(told).toMatchObject({ more: 30, stopped: false });
    expect(told.entries.map(({ name }) => name)).toContain('photo-9.jpg');
    expect(await namesIn(at, { ...jpg, find: 'PHOTO-3' }, { read: 100, told: 10 })).toHaveLength(10);
    expect(await listed(at, { ...jpg, find: 'o-3' }, { read: 100, told: 10 })).toMatchObject({ more: 1 });
    expect(await listed(at, jpg, { read: 30, told: 10 })).toMatchObject({ more: 20, stopped: true });
  });

  /** A lab that is served, closed afterwards. */
  async function servedLab(): Promise<string> {
    const host = createHost();
    const directory = join(temporaryFolder(), 'lab');
    await host.handlers.lab.create({ directory, name: 'Bay', classes: [] });
    await host.close();
    const served = await serveLab(directory);
    onTestFinished(() => served.close());
    return directory;
  }
  /** Somebody far away, without anything that carries their files. @param line what their link begins with. */
  async function far(directory: string, line: string): Promise<Api> {
    const socket = await attach(directory);
    onTestFinished(() => void socket.destroy());
    socket.write(line);
    await shakeHands(socket, socket, { person: 'Ada' }, 1000);
    const connection = connectToHost(streamPort(socket, socket));
    await connection.ready;
    return createClient(contract, connection);
  }
  async function ended(api: Api, job: number): Promise<Job> {
    return vi.waitFor(
      async () => {
        const last = await api.jobs.get({ job });
        expect(last.endedAt).not.toBeNull();
        return last;
      },
      { timeout: 20_000 },
    );
  }

  test('are named in place of files that are sent: photos, the watched folder, another lab, where it is written', async () => {
    const directory = await servedLab();
    const ada = await far(directory, linkLine(true));
    const photos = temporaryFolder();
    await writeTwoClasses(photos, 2, 1);
    const look = await ended(ada, (await ada.catalogue.planImport({ directory: `there:${photos}` })).job);
    expect(look).toMatchObject({ state: 'done', result: { directory: `there:${photos}` } });
    const done = await ended(ada, (await ada.catalogue.import({ directory: `there:${photos}/.` })).job);
    expect(done).toMatchObject({ state: 'done', result: { photos: 4 } });
    expect(existsSync(join(photos, 'bright/s0/angle-0.jpg'))).toBe(true);

    const watched = temporaryFolder();
    expect(await ada.watch.start({ directory: `there:${watched}`, sample: null })).toMatchObject({
      directory: `there:${watched}`,
    });
    writeFileSync(join(watched, 'new.jpg'), readFileSync(join(photos, 'dark/s0/angle-0.jpg')));
    const again = await far(directory, linkLine(true));
    expect(await again.watch.state()).toMatchObject({ directory: `there:${watched}` });
    await vi.waitFor(async () => expect(await again.watch.waiting()).toEqual([`there:${watched}/new.jpg`]), {
      timeout: 10_000,
    });
    const out = temporaryFolder();
    const written = await ended(
      ada,
      (await ada.catalogue.export({ directory: `there:${out}`, format: 'csv', scope: { filter: {} } })).job,
    );
    expect(written).toMatchObject({ state: 'done', result: { directory: `there:${out}` } });
    expect(readdirSync(out)).toContain('samples.csv');
    const copy = join(temporaryFolder(), 'copy');
    expect(await ended(ada, (await ada.lab.copy({ directory: `there:${copy}` })).job)).toMatchObject({
      state: 'done',
      result: { directory: `there:${copy}` },
    });
    expect(await ada.merge.preview({ source: `there:${copy}`, classes: {}, choices: {} })).toMatchObject({
      comes: { samples: 0 },
    });
    // What a lab's own folder is called does not change.
    await ended(ada, (await ada.lab.verify({ lookIn: `there:${tmpdir()}` })).job);
    expect(await ada.lab.current()).toMatchObject({ directory });
  });

  test('are the person’s own where a program of the same computer has the lab: nothing is sent or copied', async () => {
    const directory = await servedLab();
    const link = await linkBySocket(await attach(directory));
    onTestFinished(() => link.close());
    const asked: string[] = [];
    const nothing = (): void => undefined;
    const carrier = new Carrier({
      ask: (name, args) => {
        asked.push(name);
        return link.connection.ask(name, args);
      },
      ...{ tell: nothing, onProgress: nothing, patient: false, sameComputer: true },
    });
    const api = createClient(contract, {
      request: async (name, args) => {
        const reply = await carrier.ask(name, args);
        if (!reply.ok) throw fromWireError(reply.error);
        return reply.value;
      },
      subscribe: () => nothing,
    });
    const photos = temporaryFolder();
    await writeTwoClasses(photos, 1, 1);
    const look = await ended(api, (await api.catalogue.planImport({ directory: photos })).job);
    expect(look).toMatchObject({ state: 'done', result: { directory: photos } });
    const copy = join(temporaryFolder(), 'copy');
    expect(await ended(api, (await api.lab.copy({ directory: copy })).job)).toMatchObject({
      result: { directory: copy },
    });
    expect(await api.lab.open({ directory })).toMatchObject({ directory });
    expect(asked.filter((name) => name.startsWith('parcels.'))).toEqual([]);
  });

  test('hold the backups that a lab is put back to, for everybody who has it open', async () => {
    const directory = await servedLab();
    const [ada, ben] = [await far(directory, linkLine(true)), await far(directory, linkLine(true))];
    const file = `there:${temporaryFolder()}/before.sqlite3`;
    expect(await ada.lab.backUp({ file })).toMatchObject({ contents: { samples: 0 } });
    await ben.edits.addClass({ name: 'later' });
    expect(await ada.lab.previewRestore({ directory, file })).toMatchObject({
      differences: { classes: { goes: 1 } },
    });
    const changed: string[] = [];
    ben.lab.onChanged(({ topic }) => changed.push(topic));
    expect(await ada.lab.restore({ directory, file })).toMatchObject({ lab: { directory } });
    expect(await ben.catalogue.classes()).toEqual([]);
    expect(changed).toEqual(expect.arrayContaining(['lab', 'catalogue']));
  });

  test('are told to nobody who has the lab alone, and no other lab is opened', async () => {
    const directory = await servedLab();
    const elsewhere = temporaryFolder();
    const named = `there:${elsewhere}`;
    const hasAll = await far(directory, linkLine(true));
    for (const work of [
      () => hasAll.lab.open({ directory: named }),
      () => hasAll.lab.create({ directory: named }),
      () => hasAll.lab.restore({ directory: named }),
      () => hasAll.demo.create({ directory: named }),
      () => hasAll.catalogue.import({ directory: elsewhere }),
    ])
      await refusal('unsupported', work);
    // A line of their own does not help: the first one is of what carries them.
    for (const line of [linkLine(false), '', `${linkLine(false)}${linkLine(true)}`, `\n${linkLine(true)}`]) {
      const eve = await far(directory, line);
      for (const work of [
        () => eve.places.list({ at: elsewhere }),
        () => eve.catalogue.import({ directory: named }),
        () => eve.lab.copy({ directory: named }),
        () => eve.merge.preview({ source: named, classes: {}, choices: {} }),
        () => eve.watch.start({ directory: named, sample: null }),
        () => eve.models.inspectFile({ file: `${named}/x.onnx` }),
      ])
        await refusal('unsupported', work);
    }
    expect(await hasAll.places.list({ at: elsewhere })).toMatchObject({ at: elsewhere, entries: [] });
    // Nor is the lab put back to an older day by whoever has the lab alone.
    await refusal('unsupported', () =>
      far(directory, linkLine(false)).then((eve) => eve.lab.restore({ directory })),
    );
    await refusal('unsupported', async () =>
      createHost().handlers.places.list({ at: '/', endings: [], find: '' }),
    );
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_HOME', home);
  return () => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  };
});
