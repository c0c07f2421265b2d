import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StrandlineError } from '#shared/errors.ts';
import { valueNamed } from '#shared/domain/named-record.ts';
import type { OnProgress } from '#shared/progress.ts';
import { explained } from '#host/lib/explained.ts';

/** A file of weights that torchvision publishes. */
interface PublishedWeights {
  readonly file: string;
  /** torchvision's name for these weights. */
  readonly title: string;
  readonly sha256: string;
}

/**
 * torchvision's IMAGENET1K weights. The names of its files carry the first 8 digits of their SHA-256; the rest is as many
 * projects have pinned it, independently of each other.
 */
export const publishedWeights: Readonly<Record<string, PublishedWeights>> = {
  resnet18: {
    file: 'resnet18-f37072fd.pth',
    title: 'IMAGENET1K_V1',
    sha256: 'f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec',
  },
  resnet34: {
    file: 'resnet34-b627a593.pth',
    title: 'IMAGENET1K_V1',
    sha256: 'b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f',
  },
  resnet50: {
    file: 'resnet50-11ad3fa6.pth',
    title: 'IMAGENET1K_V2',
    sha256: '11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca',
  },
};

const server = 'https://download.pytorch.org/models/';

export interface DownloadOptions {
  /** Where the files lie; tests have their own. */
  readonly base?: string;
  readonly onProgress?: OnProgress;
}

/**
 * @param others names of weights that are published elsewhere.
 * @throws StrandlineError `backbone-unknown`.
 */
export function findPublished(name: string, others: readonly string[] = []): PublishedWeights {
  const published = valueNamed(publishedWeights, name);
  if (published !== undefined) return published;
  const known = [...Object.keys(publishedWeights), ...others].join(', ');
  throw new StrandlineError(
    'backbone-unknown',
    `There are no published weights under the name "${name}"; known: ${known}.`,
  );
}

/**
 * Downloads published weights into a folder. A download that broke off goes on where it stopped; a file whose SHA-256 is not
 * the pinned one is thrown away.
 *
 * @returns the file's path.
 * @throws StrandlineError `backbone-unknown`, `disk-full`, `no-permission`, `download-failed` with what to do without a network.
 */
export async function downloadWeights(
  name: string,
  folder: string,
  { base = server, onProgress = () => undefined }: DownloadOptions = {},
): Promise<string> {
  const published = findPublished(name);
  mkdirSync(folder, { recursive: true });
  const part = join(folder, `${published.file}.part`);
  const address = new URL(published.file, base).href;
  try {
    await receive(address, part, onProgress);
  } catch (error) {
    const told = explained(error, `${part} cannot be written`);
    if (told instanceof StrandlineError) throw told;
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw notDownloaded(address, `the connection failed (${reason}); what has arrived is kept`, error);
  }
  const sha256 = await sha256Of(part);
  if (sha256 !== published.sha256) {
    rmSync(part);
    throw notDownloaded(address, `its SHA-256 is ${sha256}, not ${published.sha256}; it was thrown away`);
  }
  const file = join(folder, published.file);
  renameSync(part, file);
  return file;
}

/** Appends what is missing to the part that is there; a server that cannot do that sends all of it. */
async function receive(address: string, part: string, onProgress: OnProgress): Promise<void> {
  const have = existsSync(part) ? statSync(part).size : 0;
  const response = await fetch(address, have > 0 ? { headers: { range: `bytes=${have}-` } } : {});
  // 416: nothing is missing; whether it is right, its hash tells.
  if (response.status === 416) return;
  if (!response.ok || response.body === null)
    throw notDownloaded(address, `the server answers ${response.status}`);
  const isRest = response.status === 206;
  const first = isRest ? have : 0;
  const total = first + Number(response.headers.get('content-length') ?? 0);
  await pipeline(
    response.body,
    counted((done) => onProgress(inMegabytes(first + done, total))),
    createWriteStream(part, { flags: isRest ? 'a' : 'w' }),
  );
}

/** Passes bytes on and says how many have gone by. */
function counted(
  onBytes: (done: number) => void,
): (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> {
  let done = 0;
  return async function* (bytes) {
    for await (const chunk of bytes) {
      done += chunk.length;
      onBytes(done);
      yield chunk;
    }
  };
}

/** A report of a download. @param done bytes. */
export function inMegabytes(done: number, total: number): Parameters<OnProgress>[0] {
  const [doneMB, totalMB] = [done, total].map((bytes) => Math.floor(bytes / 1_000_000)) as [number, number];
  const value = total === 0 ? 0 : Math.min(1, done / total);
  return { phase: 'Downloading', done: doneMB, total: totalMB, unit: 'MB', value };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Why there are no weights, and the way out on a computer without a network. */
export function notDownloaded(address: string, reason: string, cause?: unknown): StrandlineError {
  return new StrandlineError(
    'download-failed',
    `${address} could not be downloaded: ${reason}. Try again. On a computer without a network: download the file elsewhere and use "strandline backbone add FILE".`,
    { address },
    cause,
  );
}
