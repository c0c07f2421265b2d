import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { connectToHost } from '#host/server/connect.ts';
import { portPair } from '#host/processes/port.ts';
import { Carrier } from '#host/server/parcels/carrier.ts';
import { FarPhotos } from '#host/server/served/far-photos.ts';
import { refusal } from '../../../support/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_HOME', home);
  return () => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  };
});

/** A carrier over a link to somebody who answers calls with these values. */
function carrierTo(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const told: unknown[] = [];
  const carrier = new Carrier({
    ask: (name) => {
      asked.push(name);
      return Promise.resolve({ ok: true, value: answers[name] });
    },
    tell: (_, payload) => told.push(payload),
    onProgress: () => undefined,
    patient: false,
  });
  return { carrier, asked, told };
}

function folderToSend(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.jpg'), 'a photo');
  return folder;
}

test.each([{}, { bytes: ['0'] }, { bytes: [-1e15] }, { bytes: [0.5] }, null])(
  'a host that says of what it has %j is refused in a sentence, and nothing is sent',
  async (present) => {
    const { carrier, asked } = carrierTo({ 'parcels.present': present });
    const reply = await carrier.ask('catalogue.import', { directory: folderToSend() });
    expect(reply).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('The answer to parcels.present') as string },
    });
    expect(asked).toEqual(['parcels.present']);
  },
);

test('a host that wrote a file longer than the disk has room is not asked for it', async () => {
  const written = { files: [{ name: 'out/sheet.pdf', size: 2 ** 53 - 1, sha256: 'a'.repeat(64) }] };
  const { carrier, asked } = carrierTo({
    ...{ 'parcels.outlet': { key: 'b'.repeat(32) }, 'parcels.written': written, 'parcels.gone': undefined },
    'catalogue.labelSheet': { file: 'x', labels: 1 },
  });
  const folder = join(temporaryFolder(), 'some/out');
  mkdirSync(folder, { recursive: true });
  written.files = written.files.map((file) => ({ ...file, name: `some/${file.name}` }));
  const reply = await carrier.ask('catalogue.labelSheet', { directory: folder, samples: [1] });
  expect(reply).toMatchObject({ ok: false, error: { code: 'disk-full' } });
  expect(asked).not.toContain('parcels.fetch');
  expect(readdirSync(folder)).toEqual([]);
});

test('what a host says of a job that is none is heard by nobody', () => {
  const { carrier, told } = carrierTo({});
  for (const payload of [null, undefined, 7, { id: 1 }]) carrier.hear('jobs.changed', payload);
  expect(told).toEqual([]);
});

test('a photo of another form than it should have is refused in a sentence', async () => {
  const folder = temporaryFolder();
  const photos = new FarPhotos({
    ...{ folder, address: 'ssh://labpc/lab' },
    request: () => Promise.resolve({ mime: 'image/png', length: 5 }),
  });
  const { message } = await refusal('internal', () => photos.picture('a'.repeat(64), 'original'));
  expect(message).toContain('The answer to catalogue.photoPart');
});

test('a message of another form ends the link with a sentence', () => {
  const { near } = portPair();
  let listener: (message: unknown) => void = () => undefined;
  connectToHost({ ...near, onClose: () => undefined, onMessage: (added) => (listener = added) });
  expect(() => listener({ kind: 'reply', id: Number.NaN })).toThrow(
    /^A message was not taken: it has another form than it should\.$/,
  );
});
