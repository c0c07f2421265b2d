import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createHost } from '#host/server/host.ts';
import { Carrier } from '#host/server/parcels/carrier.ts';
import { parcelFolders } from '#host/server/parcels/places.ts';
import { attach } from '#host/server/served/attach.ts';
import { linkBySocket } from '#host/server/served/link.ts';
import { serveLab } from '#host/server/served/serve-lab.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import type { Reply } from '#shared/contract/wire.ts';
import { fromWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { Progress } from '#shared/progress.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';

/** Somebody far away: their computer, and what went over their link. */
interface Seat {
  readonly api: ClientOf<typeof contract>;
  readonly carrier: Carrier;
  /** Without a carrier, as a hostile program asks. */
  readonly raw: (name: string, args: unknown) => Promise<unknown>;
  readonly sent: { bytes: number; calls: string[] };
  readonly progress: Progress[];
  close(): void;
}

beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_HOME', home);
  return () => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  };
});

async function servedEmptyLab(): Promise<string> {
  const host = createHost();
  const directory = join(temporaryFolder(), 'lab');
  await host.handlers.lab.create({ directory, name: 'Bay', classes: [] });
  await host.close();
  const served = await serveLab(directory);
  onTestFinished(() => served.close());
  return directory;
}

/** @param most bytes after which the link breaks. */
async function seat(
  directory: string,
  { most = Infinity, lie = (reply: Reply) => reply } = {},
): Promise<Seat> {
  const link = await linkBySocket(await attach(directory), { person: 'Ada' });
  onTestFinished(() => link.close());
  const sent = { bytes: 0, calls: [] as string[] };
  const progress: Progress[] = [];
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const carrier = new Carrier({
    ask: async (name, args) => {
      sent.calls.push(name);
      if (name === 'parcels.part') sent.bytes += (args as { bytes: Uint8Array }).bytes.length;
      if (sent.bytes > most) link.close();
      const reply = await link.connection.ask(name, args);
      return name === 'parcels.written' ? lie(reply) : reply;
    },
    tell: (name, payload) => {
      for (const listener of listeners) listener(name, payload);
    },
    onProgress: (one) => {
      if (one !== null) progress.push(one);
    },
    patient: false,
  });
  link.connection.onEvent((name, payload) => carrier.hear(name, payload));
  const api = createClient(contract, {
    request: async (name, args) => {
      const reply = await carrier.ask(name, args);
      if (!reply.ok) throw fromWireError(reply.error);
      return reply.value;
    },
    subscribe: (name, listener) => {
      const hear = (said: string, payload: unknown): void => {
        if (said === name) listener(payload);
      };
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  });
  const raw: Seat['raw'] = (name, args) => link.connection.request(name, args);
  return { api, carrier, raw, sent, progress, close: () => link.close() };
}

async function ended({ api }: Seat, job: number): Promise<Job> {
  let last: Job | undefined;
  await vi.waitFor(
    async () => {
      last = await api.jobs.get({ job });
      expect(last.endedAt).not.toBeNull();
    },
    { timeout: 20_000 },
  );
  if (last === undefined) throw new Error('no job');
  return last;
}

/** A folder of the laptop: two classes of samples, and a table in another folder. */
async function laptop(): Promise<{ photos: string; bytes: number }> {
  const photos = join(temporaryFolder(), 'Pictures', 'North Bay');
  mkdirSync(photos, { recursive: true });
  await writeTwoClasses(photos, 3, 2);
  const names = readdirSync(photos, { recursive: true }).map(String);
  const bytes = names
    .filter((name) => name.endsWith('.jpg'))
    .reduce((sum, name) => sum + readFileSync(join(photos, name)).length, 0);
  return { photos, bytes };
}

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
      )
    : [];

describe.skipIf(process.platform === 'win32')('files over a link', () => {
  test('a folder is looked at and imported as it is here; sent once, and gone after', async () => {
    const directory = await servedEmptyLab();
    const ada = await seat(directory);
    const { photos, bytes } = await laptop();
    const look = await ended(ada, (await ada.api.catalogue.planImport({ directory: photos })).job);
    expect(look).toMatchObject({ state: 'done', result: { directory: photos } });
    expect(JSON.stringify(look)).not.toContain('parcel');
    const [photo = ''] = filesIn(photos);
    const file = photo.slice(photos.length + 1);
    expect(await ada.api.catalogue.fileThumbnail({ directory: photos, file })).not.toBeNull();
    const done = await ended(ada, (await ada.api.catalogue.import({ directory: photos })).job);
    expect(done).toMatchObject({ state: 'done', result: { photos: 12 } });
    expect(ada.sent.bytes).toBe(bytes);
    expect(ada.progress.at(-1)).toMatchObject({ value: 1, unit: 'kB' });
    expect(await ada.api.catalogue.surveys()).toMatchObject([{ name: 'North Bay' }]);
    expect((await ada.api.catalogue.classes()).map(({ name }) => name).toSorted()).toHaveLength(2);
    await expect.poll(() => filesIn(parcelFolders(directory).root)).toEqual([]);
    // What the lab has is not sent again, and the same import is gone on with.
    const again = await ended(ada, (await ada.api.catalogue.import({ directory: photos })).job);
    expect(again).toMatchObject({ state: 'done' });
    expect(ada.sent.bytes).toBe(bytes);
    expect(await ada.api.catalogue.surveys()).toHaveLength(1);
    await ada.api.edits.undo();
    expect(await ada.api.catalogue.list({ by: 'photo' })).toHaveLength(0);
  });

  test('what was broken off goes on where it stopped', async () => {
    const directory = await servedEmptyLab();
    const { photos } = await laptop();
    writeFileSync(join(photos, 'large.bin'), Buffer.alloc(3_000_000, 7));
    const total = filesIn(photos).reduce((sum, file) => sum + readFileSync(file).length, 0);
    const ada = await seat(directory, { most: total / 2 });
    await refusal('host-gone', () => ada.api.catalogue.planImport({ directory: photos }));
    const again = await seat(directory);
    expect(await ended(again, (await again.api.catalogue.import({ directory: photos })).job)).toMatchObject({
      state: 'done',
    });
    // At most the parts that were under way are sent twice.
    expect(ada.sent.bytes + again.sent.bytes).toBeLessThanOrEqual(total + 3 * 128 * 1024);
    expect(again.sent.bytes).toBeLessThan(total * 0.8);
  });

  test('whoever is hostile writes, reads and names nothing outside of what they sent', async () => {
    const directory = await servedEmptyLab();
    const [ada, eve] = [await seat(directory), await seat(directory)];
    const key = 'a'.repeat(32);
    const bytes = Buffer.from('a note');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { sha256, size: bytes.length };
    const arranged = (root: string, name: string, of = key): Promise<unknown> =>
      eve.raw('parcels.arrange', { key: of, root, whole: false, sent: [{ name, sha256, changedAt: 0 }] });
    expect(await eve.raw('parcels.part', { ...file, from: 0, bytes: new Uint8Array(bytes) })).toEqual({
      have: 6,
    });
    for (const name of [
      '../x',
      '/etc/x',
      'a/../../x',
      'a\0b',
      'a\nb',
      '',
      'a//b',
      '.',
      String.raw`..\x`,
      'x'.repeat(256),
      '\uD800',
    ])
      for (const work of [
        () => arranged('folder', name),
        () => arranged(name, 'file'),
        () => arranged('folder', 'file', name),
      ])
        await refusal('bad-argument', work);
    await refusal('bad-argument', () =>
      eve.raw('parcels.part', { sha256: 'b'.repeat(64), size: 3, from: 0, bytes: new Uint8Array(9) }),
    );
    await refusal('corrupt-file', () =>
      eve.raw('parcels.part', { sha256: 'b'.repeat(64), size: 9, from: 0, bytes: new Uint8Array(9) }),
    );
    await refusal('bad-argument', () =>
      eve.raw('parcels.part', { sha256: 'b'.repeat(64), size: 2 ** 40, from: 0, bytes: new Uint8Array(9) }),
    );
    await refusal('disk-full', () =>
      eve.raw('parcels.present', {
        sent: Array.from({ length: 10_000 }, (_, at) => ({
          sha256: String(at).padStart(64, '0'),
          size: 2 ** 31 - 1,
        })),
      }),
    );
    expect(await arranged('folder', 'file')).toEqual({ missing: [] });
    // Ada has not used Eve's key, and nobody names what lies on the lab's computer.
    for (const name of [
      `parcel:in/${key}/folder`,
      directory,
      '/etc',
      `parcel:in/${key}/../../../lab.sqlite3`,
      'parcel:in/..',
    ])
      await refusal('unsupported', () => ada.raw('catalogue.import', { directory: name }));
    for (const name of [`parcel:out/${key}/x`, `parcel:in/${key}/folder`, directory])
      await refusal('unsupported', () =>
        eve.raw('catalogue.export', { directory: name, format: 'csv', scope: { filter: {} } }),
      );
    const root = filesIn(parcelFolders(directory).root);
    expect(root.filter((path) => !path.includes('/bytes/'))).toEqual([
      join(parcelFolders(directory).in, key, 'folder/file'),
    ]);
    // Folders of this computer are told to nobody.
    const { message } = await refusal('not-a-model', () =>
      eve.raw('models.inspectFile', { file: `parcel:in/${key}/folder/file` }),
    );
    expect(message).not.toContain(directory);
  });

  test('what a call writes is here when it is done, replaces nothing, and is never half', async () => {
    const directory = await servedEmptyLab();
    const ada = await seat(directory);
    const { photos } = await laptop();
    await ended(ada, (await ada.api.catalogue.import({ directory: photos })).job);
    const folder = temporaryFolder();
    const states: string[] = [];
    ada.api.jobs.onChanged(({ kind, state }) => {
      if (kind === 'export')
        states.push(state === 'done' && filesIn(folder).length === 0 ? 'too early' : state);
    });
    const request = { directory: folder, format: 'csv', scope: { filter: {} } } as const;
    const done = await ended(ada, (await ada.api.catalogue.export(request)).job);
    expect(done).toMatchObject({ state: 'done', result: { directory: folder } });
    expect(states).not.toContain('too early');
    expect(filesIn(folder).some((file) => readFileSync(file, 'utf8').includes('S-0001'))).toBe(true);
    // A tree wants an empty folder, and this one is not.
    expect(
      await ended(ada, (await ada.api.catalogue.export({ ...request, format: 'tree' })).job),
    ).toMatchObject({ state: 'failed' });
    const samples = [...(await ada.api.catalogue.list({}))];
    const sheet = await ada.api.catalogue.labelSheet({ directory: folder, samples });
    expect(readFileSync(sheet.file).subarray(0, 4).toString()).toBe('%PDF');
    const packed = join(temporaryFolder(), 'bay.zip');
    expect(await ended(ada, (await ada.api.merge.pack({ file: packed, survey: null })).job)).toMatchObject({
      state: 'done',
    });
    expect(readFileSync(packed).subarray(0, 2).toString()).toBe('PK');
    await expect.poll(() => filesIn(parcelFolders(directory).out)).toEqual([]);
  });

  test.each([
    [
      'a place that was not asked for',
      (name: string) => ({ name: `${name}/../../../x`, size: 1, sha256: 'a'.repeat(64) }),
      'unsupported',
    ],
    [
      'other bytes than it says',
      (name: string) => ({ name, size: 2, sha256: 'a'.repeat(64) }),
      'corrupt-file',
    ],
  ] as const)('a hostile host that sends %s leaves no file behind', async (_what, lie, code) => {
    const directory = await servedEmptyLab();
    const ada = await seat(directory, {
      lie: (reply) => {
        const { files } = (reply as { value: { files: { name: string }[] } }).value;
        return { ok: true, value: { files: files.map(({ name }) => lie(name)) } };
      },
    });
    const folder = temporaryFolder();
    const { job } = await ada.api.catalogue.export({
      directory: folder,
      format: 'csv',
      scope: { filter: {} },
    });
    expect(await ended(ada, job)).toMatchObject({ state: 'failed', error: { code } });
    expect(filesIn(folder)).toEqual([]);
  });
});
