import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { FrameReader, frameHead } from '#host/processes/frames.ts';
import { helloLine } from '#host/server/served/hello.ts';
import { serveLab } from '#host/server/served/serve-lab.ts';
import type { WireError } from '#shared/errors.ts';
import type { Random } from '#shared/learning/random.ts';
import { argumentsOf, hostCalls } from '../calls.ts';
import { servedLab } from '../foreign-lab.ts';
import { mutated, pick } from '../mutate.ts';
import { mutatedValue } from '../mutate-value.ts';
import { type Fault, type OpenTarget, isSlip } from '../target.ts';
import { Surroundings } from '../surroundings.ts';

/** Topics of which a link has more to say than a window has; `contract` asks all. */
const topics = ['parcels', 'lab', 'catalogue', 'edits', 'merge', 'jobs'];
/** What would end the lab, or hold the computer by its nature. */
const left = ['lab.create', 'catalogue.photoFile'];
const patienceMs = 15_000;
const key = 'f'.repeat(32);
const bytes = new Uint8Array(2000).fill(7);
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** What a program says that sends a folder and fetches another. */
const talk: readonly (readonly [name: string, args: unknown])[] = [
  ['parcels.present', { sent: [{ sha256, size: bytes.length }] }],
  ['parcels.part', { sha256, size: bytes.length, from: 0, bytes }],
  [
    'parcels.arrange',
    { key, root: 'photos/bay', whole: true, sent: [{ name: 'a/b.jpg', sha256, changedAt: 1e12 }] },
  ],
  ['catalogue.planImport', { directory: `parcel:in/${key}/photos/bay` }],
  ['catalogue.fileThumbnail', { directory: `parcel:in/${key}/photos/bay`, file: 'a/b.jpg' }],
  ['merge.preview', { source: `parcel:in/${key}/photos/bay/a/b.jpg` }],
  ['parcels.outlet', { root: 'out', taken: [{ name: 'a', folder: true }] }],
  ['parcels.written', { key }],
  ['parcels.fetch', { key, name: 'out/a/b.jpg', from: 0 }],
  ['parcels.gone', { key }],
  ['edits.signIn', { person: 'Ada' }],
];

/** Hostile programs at the socket of a lab that is served. */
export const clients: OpenTarget = async (folder) => {
  process.env.STRANDLINE_HOME = join(folder, 'home');
  const made = await servedLab(folder);
  await made.host.close();
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/x'), 'stays');
  const served = await serveLab(made.lab);
  const paths = [
    ...made.paths,
    `parcel:in/${key}/photos/bay`,
    `parcel:in/${key}/photos/bay/../../../x`,
    `parcel:out/${key}/x`,
  ];
  const calls = hostCalls(left).filter(([name]) => topics.includes(name.split('.')[0] ?? ''));
  const asked = calls.map(([name, call]): readonly [string, fc.Arbitrary<unknown>] => [
    name,
    argumentsOf(call, paths),
  ]);
  // What the lab and its cache are is theirs to write.
  const around = new Surroundings(folder, ['lab', 'home']);
  return {
    close: () => served.close(),
    attempt: async (random) => {
      const requests = Array.from({ length: 1 + random.below(6) }, (_, id) => request(random, asked, id));
      const isTorn = random.below(4) === 0;
      const hello =
        isTorn && random.below(2) === 0 ? oddHello(random) : Buffer.from(helloLine({ person: 'Ada' }));
      const frames = requests.map((one) => framed(random, one, isTorn));
      const input = Buffer.concat([hello, ...frames]);
      const fault = (what: string): Fault => ({ what, input });
      const heard = await said(served.socket, random, input, isTorn ? undefined : requests.length);
      if (heard === undefined) return fault(`nothing is answered in ${patienceMs / 1000} s`);
      const slip = heard.find(
        ({ code, message }) => code === 'internal' || (!message.includes('✖') && isSlip(message)),
      );
      if (slip !== undefined) return fault(`${slip.code}: ${slip.message}`);
      const other = await said(served.socket, random, wellMeant, 1);
      if (other?.length !== 0) return fault('the host answers nobody any more');
      const changed = around.changed();
      return changed === undefined ? undefined : fault(changed);
    },
  };
};

const wellMeant = Buffer.concat([
  Buffer.from(helloLine({ person: 'Bo' })),
  frame(serialize({ kind: 'request', id: 1, name: 'lab.current', args: undefined })),
]);

function frame(message: Uint8Array): Buffer {
  return Buffer.concat([frameHead(message.length), message]);
}

function request(
  random: Random,
  asked: readonly (readonly [string, fc.Arbitrary<unknown>])[],
  id: number,
): unknown {
  const donors = talk.map(([, args]) => args);
  if (random.below(3) > 0) {
    const [name, args] = pick(random, talk);
    return {
      kind: 'request',
      id,
      name,
      args: random.below(3) === 0 ? args : mutatedValue(random, args, donors),
    };
  }
  const [name, args] = pick(random, asked);
  const [value] = fc.sample(args, { seed: random.below(2 ** 31), numRuns: 1 });
  const whole = { kind: 'request', id, name, args: value };
  return random.below(4) === 0 ? mutatedValue(random, whole, donors) : whole;
}

/** @param isTorn whether the stream may say no whole frames. */
function framed(random: Random, message: unknown, isTorn: boolean): Buffer {
  let written: Buffer;
  try {
    written = serialize(message);
  } catch {
    // What cannot be said at all is said by nobody.
    written = serialize(null);
  }
  if (random.below(6) === 0) return frame(mutated(random, [written]));
  return isTorn ? Buffer.from(mutated(random, [frame(written)])) : frame(written);
}

function oddHello(random: Random): Buffer {
  return Buffer.from(
    mutated(random, [
      Buffer.from(helloLine({ person: 'Ada' })),
      Buffer.from(`Last login: today\n${helloLine({})}`),
      Buffer.from(helloLine({ error: { code: 'host-gone', message: 'x', data: {} } })),
    ]),
  );
}

/**
 * Says something to the host, in pieces.
 *
 * @param answers how often it has to answer, or close the link; undefined: it is to close once nothing more comes.
 * @returns the refusals that it answers with; undefined where neither comes.
 */
async function said(
  socket: string,
  random: Random,
  input: Buffer,
  answers: number | undefined,
): Promise<readonly WireError[] | undefined> {
  const link = createConnection(socket);
  const refusals: WireError[] = [];
  const over = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => over.resolve(false), patienceMs);
  let toCome = answers;
  let greeting: Buffer | undefined = Buffer.alloc(0);
  const frames = new FrameReader(2 ** 30);
  link.on('error', () => over.resolve(true));
  link.once('close', () => over.resolve(true));
  link.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (greeting !== undefined) {
      greeting = Buffer.concat([greeting, chunk]);
      const end = greeting.indexOf('\n');
      if (end < 0) return;
      rest = greeting.subarray(end + 1);
      greeting = undefined;
    }
    for (const one of frames.push(rest)) {
      const { kind, reply } = deserialize(one) as { kind: string; reply?: { error?: WireError } };
      if (kind !== 'reply') continue;
      if (reply?.error !== undefined) refusals.push(reply.error);
      if (toCome !== undefined) toCome -= 1;
      if (toCome === 0) over.resolve(true);
    }
  });
  await once(link, 'connect').catch(() => undefined);
  for (let at = 0; at < input.length;) {
    const length = 1 + random.below(1 << random.below(16));
    link.write(input.subarray(at, at + length));
    at += length;
  }
  if (answers === undefined) link.end();
  const isAnswered = await over.promise;
  clearTimeout(timer);
  link.destroy();
  return isAnswered ? refusals : undefined;
}
