import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import { parseLabAddress } from '#shared/domain/lab-address.ts';
import { attach } from '#host/server/served/attach.ts';
import { FarPhotos } from '#host/server/served/far-photos.ts';
import { type Link, linkBySocket, linkBySsh } from '#host/server/served/link.ts';
import { serveLab } from '#host/server/served/serve-lab.ts';
import { createHost } from '#host/server/host.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { labPc, withoutSshd } from '../support/sshd.ts';

type Api = ClientOf<typeof contract>;

/** Seen over a link, as a person has it. */
interface Seat {
  readonly api: Api;
  request(name: string, args: unknown): Promise<unknown>;
  /** Resolves with the topic of the next change. */
  readonly nextChange: () => Promise<string>;
  readonly ended: Promise<string>;
  close(): void;
}

/** A lab with photos of two classes, not open anywhere. */
async function closedLab(): Promise<string> {
  const host = createHost();
  const directory = join(temporaryFolder(), 'lab');
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 10, 2);
  await host.handlers.lab.create({ directory, name: 'Bay', classes: [] });
  const { job } = await host.handlers.catalogue.import(
    contract.catalogue.import.args.parse({ directory: photos }),
  );
  await vi.waitFor(async () => expect((await host.handlers.jobs.get({ job })).state).toBe('done'), {
    timeout: 20_000,
  });
  await host.close();
  return directory;
}

function seat(link: Link): Seat {
  const { connection, ended } = link;
  const close = (): void => link.close();
  const api = createClient(contract, connection);
  onTestFinished(close);
  const nextChange = (): Promise<string> =>
    new Promise((resolve) => {
      const stop = api.lab.onChanged(({ topic }) => {
        stop();
        resolve(topic);
      });
    });
  return { api, request: (name, args) => connection.request(name, args), nextChange, ended, close };
}

beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_HOME', home);
  return () => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  };
});

describe.skipIf(process.platform === 'win32')('two people in one lab', () => {
  async function twoSeats(): Promise<{ ada: Seat; ben: Seat; directory: string }> {
    const directory = await closedLab();
    const served = await serveLab(directory);
    onTestFinished(() => served.close());
    const ada = seat(await linkBySocket(await attach(directory), { person: 'Ada' }));
    const ben = seat(await linkBySocket(await attach(directory), { person: 'Ben' }));
    return { ada, ben, directory };
  }

  test('each sees the other’s edits, edits bear names, undo is each one’s own, and nobody’s goes with it', async () => {
    const { ada, ben } = await twoSeats();
    const seen = ben.nextChange();
    const { survey } = await ada.api.edits.addSurvey({ name: 'North' });
    // How soon, `npm run bench -- far` says.
    await seen;
    const { samples } = await ben.api.edits.addSamples({ survey, count: 2 });
    const [first = 0, second = 0] = samples;
    await ada.api.edits.editSamples({ samples: [first], set: { notes: 'from Ada' } });
    await ben.api.edits.editSamples({ samples: [second], set: { notes: 'from Ben' } });
    expect(await ada.api.catalogue.history({ sample: first })).toMatchObject([
      { person: 'Ada', field: 'notes', after: 'from Ada' },
      { person: 'Ben', field: 'deletedAt' },
    ]);
    // The last step of the lab is Ben's; Ada takes back her own.
    expect((await ada.api.edits.state()).person).toBe('Ada');
    expect(await ada.api.edits.undo()).toMatchObject({ kind: 'details' });
    const notes = async (): Promise<(string | null)[]> =>
      (await ben.api.catalogue.samples({ ids: [first, second], by: 'sample' })).map(
        ({ details }) => details.notes,
      );
    expect(await notes()).toEqual([null, 'from Ben']);
    expect(await ben.api.edits.redo()).toBeNull();
    await ada.api.edits.redo();
    await ben.api.edits.editSamples({ samples: [first], set: { notes: 'Ben again' } });
    const { message } = await refusal('conflict', () => ada.api.edits.undo());
    expect(message).toContain('Ben has changed the same since');
    expect(await notes()).toEqual(['Ben again', 'from Ben']);
  });

  test('of 500 edits that two make at once none is lost and none is mixed', async () => {
    const { ada, ben } = await twoSeats();
    const { survey } = await ada.api.edits.addSurvey({ name: 'Both' });
    const { samples } = await ada.api.edits.addSamples({ survey, count: 50 });
    const edits = Array.from({ length: 500 }, (_, at) => ({ by: at % 2 === 0 ? ada : ben, at }));
    await Promise.all(
      edits.map(({ by, at }) =>
        by.api.edits.editSamples({
          samples: [samples[at % 50] ?? 0],
          set: { notes: `${by === ada ? 'Ada' : 'Ben'} ${at}` },
        }),
      ),
    );
    const histories = await Promise.all(samples.map((sample) => ada.api.catalogue.history({ sample })));
    const made = histories.flat().filter(({ field }) => field === 'notes');
    expect(made).toHaveLength(500);
    expect(new Set(made.map(({ after }) => after)).size).toBe(500);
    for (const { person, after } of made) expect(String(after).split(' ')[0]).toBe(person);
    // Each change was made on what the one before it had left.
    for (const rows of histories) {
      const notes = rows.filter(({ field }) => field === 'notes');
      for (const [at, { before }] of notes.entries()) expect(before).toBe(notes[at + 1]?.after ?? null);
    }
  });

  test('over a link no other lab is opened, made or closed, and no file of the computer is named', async () => {
    const { ada, ben, directory } = await twoSeats();
    const elsewhere = temporaryFolder();
    for (const work of [
      () => ada.api.lab.open({ directory: elsewhere }),
      () => ada.api.lab.create({ directory: elsewhere }),
      () => ada.api.lab.create({ directory }),
      () => ada.api.lab.restore({ directory: elsewhere }),
      () => ada.api.lab.copy({ directory: elsewhere }),
      () => ada.api.catalogue.import({ directory: '/' }),
      () => ada.api.catalogue.export({ directory, format: 'csv' } as never),
      () => ada.api.bench.classify({ files: ['/etc/passwd'] }),
      () => ada.api.models.import({ file: '/etc/passwd' }),
    ])
      await refusal('unsupported', work);
    await ada.api.lab.close();
    expect(await ben.api.lab.open({ directory })).toMatchObject({ name: 'Bay' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe.skipIf(withoutSshd())('a lab on another computer', () => {
  test('is opened, read and edited by ssh; what runs there goes on when the ssh is killed', async () => {
    const home = temporaryFolder();
    const { ssh, lastSsh } = labPc(temporaryFolder(), home);
    vi.stubEnv('STRANDLINE_SSH', ssh);
    const directory = await closedLab();
    const address = parseLabAddress(`ssh://labpc${directory}`);
    const ada = seat(await linkBySsh(address, { silent: true, person: 'Ada' }));
    const lab = await ada.api.lab.current();
    expect(lab).toMatchObject({ name: 'Bay', counts: { photos: 40 } });
    const { pid } = JSON.parse(readFileSync(join(directory, 'lab.lock.json'), 'utf8')) as { pid: number };
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));

    const [hash = ''] = photosOf(directory);
    const folder = temporaryFolder();
    const far = new FarPhotos({
      folder,
      address: 'ssh://labpc/lab',
      request: (name, args) => ada.request(name, args),
    });
    const original = await far.picture(hash, 'original');
    expect(Buffer.from(original?.bytes ?? [])).toEqual(
      readFileSync(join(directory, 'photos', hash.slice(0, 2), `${hash.slice(2)}.jpg`)),
    );
    expect((await far.picture(hash, 'thumb'))?.mime).toBe('image/webp');
    await ada.api.edits.addSurvey({ name: 'From afar' });

    const { job, run } = await ada.api.runs.start({
      strategy: 'frozen',
      epochs: 10_000,
      views: 1,
      imageSize: 64,
      weightDecay: 0.01,
    });
    await new Promise<void>((resolve) => {
      ada.api.jobs.onChanged((one) => {
        if (one.id === job && (one.progress?.done ?? 0) > 0) resolve();
      });
    });
    expect(listeningSockets(pid)).toEqual([]);
    process.kill(lastSsh(), 'SIGKILL');
    await ada.ended;
    await refusal('host-gone', () => ada.api.lab.current());
    // What was fetched is there without the link.
    expect((await far.picture(hash, 'original'))?.mime).toBe('image/jpeg');

    const again = seat(await linkBySsh(address, { silent: true, person: 'Ada' }));
    // A fast computer may have done with it.
    const still = expect.stringMatching(/^(running|done)$/) as string;
    expect(await again.api.jobs.get({ job })).toMatchObject({ state: still });
    expect(await again.api.runs.get({ run })).toMatchObject({ state: still });
    expect((await again.api.catalogue.surveys()).map(({ name }) => name)).toContain('From afar');
    const stale = await refusal('lab-locked', () => createHost().handlers.lab.open({ directory }));
    expect(stale.message).toContain(String(pid));
    await again.api.jobs.cancel({ job });
    await vi.waitFor(
      async () => expect((await again.api.jobs.get({ job })).state).toMatch(/cancelled|done/),
      {
        timeout: 10_000,
      },
    );
  });

  test('is there for a key that is for it alone; its computer is not', async () => {
    const directory = await closedLab();
    const forced = `restrict,command="strandline serve --stdio --grace 1 ${directory}"`;
    const { ssh } = labPc(temporaryFolder(), temporaryFolder(), '', forced);
    vi.stubEnv('STRANDLINE_SSH', ssh);
    const { api } = seat(await linkBySsh(parseLabAddress('ssh://labpc/elsewhere'), { silent: true }));
    expect(await api.lab.current()).toMatchObject({ name: 'Bay', directory });
    await api.edits.addSurvey({ name: 'From afar' });
    for (const work of [
      () => api.places.list({ at: '/' }),
      () => api.catalogue.import({ directory: `there:${directory}` }),
      () => api.lab.copy({ directory: 'there:/tmp/copy' }),
    ])
      await refusal('unsupported', work);
  });

  test('that does not answer is told of in words', async () => {
    const { ssh } = labPc(temporaryFolder(), temporaryFolder());
    vi.stubEnv('STRANDLINE_SSH', ssh);
    const nowhere = await refusal('folder-not-found', () =>
      linkBySsh(parseLabAddress('ssh://labpc/nowhere/lab'), { silent: true }),
    );
    expect(nowhere.message).toContain('/nowhere/lab');
    const refused = await refusal('host-gone', () =>
      linkBySsh(parseLabAddress('ssh://nobody@labpc/lab'), { silent: true }),
    );
    expect(refused.message).toContain('did not let you in');
    vi.stubEnv('STRANDLINE_SSH', '/nowhere/ssh');
    const without = await refusal('host-gone', () =>
      linkBySsh(parseLabAddress('ssh://labpc/lab'), { silent: true }),
    );
    expect(without.message).toContain('no ssh that can be started');
  });
});

/** Hashes of the photos in a lab's folder. */
function photosOf(directory: string): string[] {
  const folder = join(directory, 'photos');
  return readdirSync(folder, { recursive: true })
    .map((name) => String(name).replace('/', ''))
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => name.slice(0, -4));
}

/** The TCP ports at which a process listens, as Linux tells them. */
function listeningSockets(pid: number): string[] {
  const own = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  return ['tcp', 'tcp6', 'udp', 'udp6']
    .flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n').slice(1))
    .filter((line) => own.includes(`socket:[${line.trim().split(/\s+/)[9] ?? ''}]`));
}
