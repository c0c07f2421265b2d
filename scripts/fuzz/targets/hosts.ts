import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type Socket, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { FrameReader, frameHead } from '#host/processes/frames.ts';
import { Carrier } from '#host/server/parcels/carrier.ts';
import { FarFrames } from '#host/server/served/far-frames.ts';
import { FarPhotos } from '#host/server/served/far-photos.ts';
import { helloLine } from '#host/server/served/hello.ts';
import { type Link, linkBySocket } from '#host/server/served/link.ts';
import type { Reply, ToHost } from '#shared/contract/wire.ts';
import { fromWireError, toWireError } from '#shared/errors.ts';
import type { Random } from '#shared/learning/random.ts';
import { mutated, pick } from '../mutate.ts';
import { mutatedValue } from '../mutate-value.ts';
import { Surroundings } from '../surroundings.ts';
import { type OpenTarget, isSlip } from '../target.ts';

const patienceMs = 15_000;
/** After so many questions the host is gone, so that nobody waits for ever for what it owes. */
const mostAsked = 40;
const quietMs = 250;
const file = new Uint8Array(3000).fill(9);
const sha256 = createHash('sha256').update(file).digest('hex');
const key = 'e'.repeat(32);
const job = {
  ...{ id: 2, kind: 'export', title: 'Export', state: 'done', progress: null, error: null, run: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', startedAt: '2026-01-01T00:00:00.000Z' },
  ...{ endedAt: '2026-01-01T00:00:01.000Z', result: { directory: `parcel:out/${key}/x/out` } },
};

interface Asked {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** What a host answers that means well. */
function honest({ name, args }: Asked, root: string): unknown {
  const list = (what: unknown): unknown[] => (Array.isArray(what) ? (what as unknown[]) : []);
  const from = Number(args.from);
  switch (name) {
    case 'parcels.present':
      return { bytes: list(args.sent).map(() => 0) };
    case 'parcels.part':
      return { have: from + (args.bytes as Uint8Array).length };
    case 'parcels.arrange':
      return { missing: [] };
    case 'parcels.outlet':
      return { key };
    case 'parcels.written':
      return { files: [{ name: `${root}/a/b.csv`, size: file.length, sha256 }] };
    case 'parcels.fetch':
      return { bytes: file.slice(from) };
    case 'catalogue.photoPart':
      return {
        ...{ mime: 'image/png', length: file.length, isOriginal: args.size === 'original' },
        part: file.slice(from, from + 2000),
      };
    case 'bench.open':
      return { model: 1, name: 'fine', classes: [{ id: 1, name: 'a' }], imageSize: 32, engine: 'onnx' };
    case 'bench.predict':
      return { probabilities: [1], milliseconds: 1, statistics: null };
    case 'jobs.get':
      return job;
    default:
      return { job: job.id };
  }
}

/** Hostile programs where a lab was thought to be: what links, files, photos and frames make of their answers. */
export const hosts: OpenTarget = async (folder) => {
  process.env.STRANDLINE_HOME = join(folder, 'home');
  const within = (name: string): string => join(folder, name);
  for (const name of ['outside', 'photos/bay', 'around']) mkdirSync(within(name), { recursive: true });
  writeFileSync(within('outside/x'), 'stays');
  writeFileSync(within('photos/bay/a.jpg'), file);
  writeFileSync(within('around/lab.zip'), file);
  const socket = within('host.sock');
  let random: Random | undefined;
  const server = createServer((link) => {
    if (random !== undefined) answerBadly(link, random);
  });
  await once(server.listen(socket), 'listening');
  const around = new Surroundings(folder, ['kept', 'home', 'out', 'host.sock']);
  return {
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
    attempt: async (source) => {
      random = source;
      rmSync(within('out'), { recursive: true, force: true });
      rmSync(within('kept'), { recursive: true, force: true });
      const [name, what] = pick(source, Object.entries(works));
      const failure = await Promise.race([tried(() => linked(socket, folder, what)), late()]);
      const changed = around.changed();
      if (changed !== undefined) return { what: `${name}: ${changed}`, input: name };
      if (failure === undefined) return undefined;
      const { code, message } = toWireError(failure);
      // An answer of another form than the contract's is said to be one.
      const isFault = isSlip(message) || (code === 'internal' && !message.startsWith('The answer to '));
      return isFault ? { what: `${name}: ${code}: ${message}`, input: name } : undefined;
    },
  };
};

interface Seat {
  readonly link: Link;
  readonly carrier: Carrier;
  readonly within: (name: string) => string;
  readonly told: unknown[];
}

function asked(seat: Seat, name: string, args: unknown): Promise<unknown> {
  return seat.carrier.ask(name, args).then(valueOf);
}

function valueOf(reply: Reply): unknown {
  if (!reply.ok) throw fromWireError(reply.error);
  return reply.value;
}

/** What a person does with a lab on another computer. */
const works: Readonly<Record<string, (seat: Seat) => Promise<unknown>>> = {
  look: (seat) => asked(seat, 'lab.current', undefined),
  import: (seat) => asked(seat, 'catalogue.import', { directory: seat.within('photos/bay') }),
  merge: (seat) => asked(seat, 'merge.start', { source: seat.within('around/lab.zip') }),
  export: async (seat) => {
    await asked(seat, 'catalogue.export', { directory: seat.within('out'), kind: 'tables' });
    const until = Date.now() + 1000;
    const isOver = (): boolean =>
      seat.told.some((one) => ['done', 'failed'].includes(String((one as typeof job | null)?.state)));
    while (!isOver() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    const failed = seat.told.find((one) => (one as typeof job | null)?.state === 'failed');
    const { error } = (failed ?? {}) as { error?: Parameters<typeof fromWireError>[0] };
    // What the host says of its jobs is its own.
    if (error?.code !== undefined && typeof error.message === 'string') throw fromWireError(error);
  },
  sheet: (seat) => asked(seat, 'catalogue.labelSheet', { directory: seat.within('out'), samples: [1] }),
  photo: ({ link, within }) => photosOf(link, within).picture(sha256, 'original'),
  thumbnail: ({ link, within }) => photosOf(link, within).picture(sha256, 'thumb'),
  bench: async (seat) => {
    const frames = new FarFrames({
      here: () =>
        Promise.resolve({ ok: true, value: { png: file, statistics: null, width: 32, height: 32 } }),
      there: (name, args) => seat.carrier.ask(name, args),
    });
    valueOf(await frames.ask('bench.open', {}));
    valueOf(
      await frames.ask('bench.predict', { model: 1, frame: { width: 1, height: 1, rgb: new Uint8Array(3) } }),
    );
  },
};

function photosOf(link: Link, within: Seat['within']): FarPhotos {
  return new FarPhotos({
    ...{ folder: within('kept'), address: 'ssh://labpc/lab' },
    request: (name, args) => link.connection.request(name, args),
  });
}

async function linked(
  socket: string,
  folder: string,
  work: (seat: Seat) => Promise<unknown>,
): Promise<unknown> {
  const link = await linkBySocket(createConnection(socket), { person: 'Ada' });
  const told: unknown[] = [];
  const carrier = new Carrier({
    ask: (name, args) => link.connection.ask(name, args),
    tell: (_, payload) => told.push(payload),
    onProgress: () => undefined,
    patient: false,
  });
  link.connection.onEvent((name, payload) => carrier.hear(name, payload));
  try {
    return await work({ link, carrier, within: (name) => join(folder, name), told });
  } finally {
    link.close();
  }
}

async function tried(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

async function late(): Promise<Error> {
  await new Promise((resolve) => void setTimeout(resolve, patienceMs).unref());
  return new Error(`nothing comes of it in ${patienceMs / 1000} s: undefined`);
}

/** Answers like a host, and lies. */
function answerBadly(link: Socket, random: Random): void {
  const frames = new FrameReader(2 ** 30);
  let greeting: Buffer | undefined = Buffer.alloc(0);
  let count = 0;
  let root = 'out';
  const donors: unknown[] = [job];
  const say = (message: unknown): void => {
    const lied = random.below(5) === 0 ? mutatedValue(random, message, donors) : message;
    let bytes: Uint8Array = serialize(null);
    try {
      bytes = serialize(lied);
    } catch {
      // What cannot be said at all is said by nobody.
    }
    if (random.below(40) === 0) bytes = mutated(random, [bytes]);
    const framed = Buffer.concat([frameHead(bytes.length), bytes]);
    link.write(random.below(60) === 0 ? mutated(random, [framed]) : framed);
  };
  const hello = Buffer.from(helloLine({}));
  link.write(random.below(8) === 0 ? mutated(random, [hello]) : hello);
  say({ kind: 'ready' });
  link.on('error', () => link.destroy());
  link.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (greeting !== undefined) {
      greeting = Buffer.concat([greeting, chunk]);
      // A line of what carries the bytes, and the hello.
      const end = greeting.indexOf('\n', greeting.indexOf('\n') + 1);
      if (end < 0) return;
      rest = greeting.subarray(end + 1);
      greeting = undefined;
    }
    for (const frame of frames.push(rest)) {
      const { id, name, args } = deserialize(frame) as ToHost;
      count += 1;
      if (count > mostAsked || random.below(100) === 0) link.destroy();
      const given = (args ?? {}) as Record<string, unknown>;
      if (name === 'parcels.outlet') root = String(given.root);
      const value = honest({ name, args: given }, root);
      const error = { code: 'not-found', message: 'It is gone.', data: {} };
      donors.push(given, value);
      say({
        kind: 'reply',
        id,
        reply: random.below(25) === 0 ? { ok: false, error } : { ok: true, value },
      });
      if (name === 'catalogue.export' || random.below(20) === 0)
        say({ kind: 'event', name: 'jobs.changed', payload: job });
    }
  });
  // Whoever is owed an answer does not wait for ever.
  link.setTimeout(quietMs, () => link.destroy());
}
