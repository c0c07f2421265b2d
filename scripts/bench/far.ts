import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from 'simple-statistics';
import { FarFrames } from '#host/server/served/far-frames.ts';
import { FarPhotos } from '#host/server/served/far-photos.ts';
import { type Link, linkBySsh } from '#host/server/served/link.ts';
import { type ServedLab, serveLab } from '#host/server/served/serve-lab.ts';
import { createClient } from '#shared/contract/client.ts';
import { portPair } from '#host/processes/port.ts';
import { connectToHost } from '#host/server/connect.ts';
import { createHost } from '#host/server/host.ts';
import { serveHost } from '#host/server/serve.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import { fromWireError } from '#shared/errors.ts';
import { parseLabAddress } from '#shared/domain/lab-address.ts';
import { labPc } from '../../tests/support/sshd.ts';
import { makeBigLab } from './catalogue-lab.ts';
import { BenchLab } from './classify-lab.ts';
import { milliseconds } from './milliseconds.ts';

type Api = ClientOf<typeof contract>;

const photos = 10_000;
const realPhotos = 300;
const perScreen = 60;
const rounds = 40;
/** From home to the institute by a cable of 20 Mbit/s. */
const slow = { delayMs: 15, bytesPerSecond: 2_500_000 };
const side = 480;

interface Timing {
  readonly p50: number;
  readonly p95: number;
}
type Report = Readonly<Record<string, Timing>>;

/**
 * A lab on another computer, by a real ssh and sshd, over a link as it is and one of 15 ms each way and 2.5 MB a second.
 *
 * Arguments: --json.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
  process.env.STRANDLINE_HOME = join(folder, 'home');
  try {
    const [big, trained] = [join(folder, 'big'), join(folder, 'trained')];
    await makeBigLab(big, photos, realPhotos);
    const maker = new BenchLab();
    await maker.make(trained);
    await maker.close();
    const report = {
      'as it is': await measured({ folder: join(folder, 'plain'), big, trained, through: '' }),
      '15 ms, 2.5 MB/s': await measured({ folder: join(folder, 'slow'), big, trained, through: slowLink() }),
    };
    process.stdout.write(
      args.includes('--json') ? `${JSON.stringify(report, null, 2)}\n` : `${textOf(report)}\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function slowLink(): string {
  const script = fileURLToPath(new URL('slow-link.mjs', import.meta.url));
  return `${process.execPath} ${script} ${slow.delayMs} ${slow.bytesPerSecond} `;
}

interface Asked {
  readonly folder: string;
  /** A lab of many rows. */
  readonly big: string;
  /** One with a model. */
  readonly trained: string;
  /** What stands before sshd's words. */
  readonly through: string;
}

async function measured({ folder, big, trained, through }: Asked): Promise<Report> {
  const { ssh } = labPc(folder, process.env.STRANDLINE_HOME ?? '', through);
  process.env.STRANDLINE_SSH = ssh;
  const browsing = await inLab(big, (api, link, another) => browse(api, link, { another, folder }));
  return { ...browsing, ...(await inLab(trained, look)) };
}

/** @param ask with the link of one person and that of another. */
async function inLab(
  directory: string,
  ask: (api: Api, link: Link, another: Link) => Promise<Report>,
): Promise<Report> {
  const served: ServedLab = await serveLab(directory);
  const address = parseLabAddress(`ssh://labpc${directory}`);
  const links: Link[] = [];
  const attach = async (): Promise<void> => void links.push(await linkBySsh(address, { silent: true }));
  try {
    const attached = await timing(attach, 3);
    const [link, another] = links;
    if (link === undefined || another === undefined) throw new Error('no link was made');
    return { attach: attached, ...(await ask(createClient(contract, link.connection), link, another)) };
  } finally {
    for (const link of links) link.close();
    await served.close();
  }
}

async function browse(
  api: Api,
  { connection }: Link,
  { another, folder }: { another: Link; folder: string },
): Promise<Report> {
  const ids = await api.catalogue.list({ sort: 'number' });
  const [first] = await api.catalogue.samples({ ids: [...ids.subarray(0, 1)] });
  if (first === undefined) throw new Error('the lab is empty');
  const withFiles = await api.catalogue.list({ filter: { withPhotos: true, survey: 1 }, by: 'photo' });
  const rows = await api.catalogue.samples({ ids: [...withFiles.subarray(0, realPhotos)], by: 'photo' });
  const hashes = rows.flatMap(({ photos: shown }) => shown.map(({ hash }) => hash)).slice(0, perScreen);
  const screen = (cache: string): Promise<unknown> => {
    const far = new FarPhotos({
      ...{ folder: join(folder, cache), address: 'ssh://labpc/big' },
      request: (name, args) => connection.request(name, args),
    });
    return Promise.all(hashes.map((hash) => far.picture(hash, 'thumb')));
  };
  // The lab PC has made its thumbnails before.
  await screen('first');
  let turn = 0;
  const edit = (): Promise<unknown> =>
    api.edits.editSamples({ samples: [first.id], set: { notes: `${(turn += 1)}` } });
  const others = createClient(contract, another.connection);
  return {
    'list of 10,000 photos': await timing(() => api.catalogue.list({ by: 'photo' })),
    'a jump in the grid: 60 rows': await timing(() => {
      const from = (turn += 1) * perScreen;
      return api.catalogue.samples({ ids: [...ids.subarray(from, from + perScreen)] });
    }),
    [`${hashes.length} thumbnails`]: await timing(() => screen(`cache-${(turn += 1)}`), 10),
    [`${hashes.length} thumbnails, again`]: await timing(() => screen('first'), 10),
    'an edit': await timing(edit),
    'an edit, seen by another person': await timing(async () => {
      const told = new Promise<void>((resolve) => {
        const stop = others.lab.onChanged(() => {
          stop();
          resolve();
        });
      });
      await edit();
      await told;
      await others.catalogue.samples({ ids: [first.id] });
    }),
  };
}

/** As the window's bench looks: a host of this computer sizes the frames. */
async function look(api: Api, { connection }: Link): Promise<Report> {
  const own = createHost();
  const ports = portPair();
  serveHost(own, ports.near);
  const here = connectToHost(ports.far);
  const frames = new FarFrames({
    here: (name, args) => here.ask(name, args),
    there: (name, args) => connection.ask(name, args),
  });
  const ask = async (name: string, args: unknown): Promise<unknown> => {
    const reply = await frames.ask(name, args);
    if (!reply.ok) throw fromWireError(reply.error);
    return reply.value;
  };
  const { model } = await api.bench.open({});
  await ask('bench.open', { model });
  const frame = grainy();
  const report = {
    [`a look at ${side} x ${side}, as it is`]: await timing(() => api.bench.predict({ model, frame })),
    [`a look at ${side} x ${side}, sized`]: await timing(() => ask('bench.predict', { model, frame })),
  };
  await own.close();
  ports.close();
  return report;
}

/** A picture with the grain of a camera's sensor, which is what does not get smaller by packing. */
function grainy(): Frame {
  let seed = 1;
  const rgb = Uint8Array.from({ length: 3 * side * side }, (_, at) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return 100 + 60 * Math.sin(at / 700) + (seed >>> 29);
  });
  return { width: side, height: side, rgb };
}

async function timing(work: () => Promise<unknown>, times = rounds): Promise<Timing> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) taken.push(await milliseconds(work));
  return { p50: quantile(taken, 0.5), p95: quantile(taken, 0.95) };
}

function textOf(report: Readonly<Record<string, Report>>): string {
  return Object.entries(report)
    .flatMap(([link, figures]) => [
      `A lab by ssh, ${link}`,
      ...Object.entries(figures).map(
        ([what, { p50, p95 }]) =>
          `  ${what.padEnd(32)} ${p50.toFixed(0).padStart(6)} ms  p95 ${p95.toFixed(0)} ms`,
      ),
    ])
    .join('\n');
}
