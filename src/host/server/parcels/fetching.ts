import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { refuseTwins } from '#host/lib/name-twins.ts';
import { refuseTooSmall } from '#host/lib/refuse-too-small.ts';
import { isFileName } from '#shared/domain/names.ts';
import { partBytes } from '#shared/domain/parcel.ts';
import { printable } from '#shared/domain/printable.ts';
import { StrandlineError } from '#shared/errors.ts';
import { byteProgress } from './byte-progress.ts';
import type { FarEnd } from './ends.ts';

/** What a call wrote on the other side, and where it goes here. */
export interface Outlet {
  readonly key: string;
  /** Its folder there. */
  readonly root: string;
  /** The folder here. */
  readonly folder: string;
  /** The one file that was asked for; absent: whatever was written. */
  readonly only?: string;
}

interface Coming {
  readonly target: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

const underWay = 3;

/**
 * Fetches what was written on the other side. Each file gets its name once all of it is there and has its hash.
 *
 * @throws StrandlineError `unsupported` where it names a place that was not asked for, or as {@link refuseTwins}, `corrupt-file`,
 *   `disk-full`.
 */
export async function fetchOutlet(far: FarEnd, outlet: Outlet): Promise<void> {
  const { files } = await far.ask('written', { key: outlet.key });
  const coming = files.map((file) => ({ ...file, target: targetOf(outlet, file.name) }));
  await refuseTwins(
    outlet.folder,
    coming.map(({ target }) => relative(outlet.folder, target).replaceAll('\\', '/')),
  );
  const bytes = coming.reduce((sum, { size }) => sum + size, 0);
  if (bytes > 0) {
    await mkdir(outlet.folder, { recursive: true });
    await refuseTooSmall(outlet.folder, bytes);
  }
  const through = byteProgress(
    far,
    `Fetching ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
    bytes,
  );
  for (const file of coming) await fetchFile(far, outlet.key, file, through);
}

function targetOf({ root, folder, only }: Outlet, name: string): string {
  const inRoot = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : '';
  const parts = inRoot.split('/');
  if (!parts.every(isFileName) || (only !== undefined && only !== inRoot))
    throw new StrandlineError(
      'unsupported',
      `The other computer wrote ${printable(name).slice(0, 120)}, which was not asked for or is no name here; nothing was fetched.`,
    );
  return join(folder, ...parts);
}

async function fetchFile(
  far: FarEnd,
  key: string,
  file: Coming,
  through: (more: number) => void,
): Promise<void> {
  const { target } = file;
  const part = `${target}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await fetchInto(part, far, { key, file, through });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw explained(error, target);
  }
}

async function fetchInto(
  part: string,
  far: FarEnd,
  { key, file, through }: { key: string; file: Coming; through: (more: number) => void },
): Promise<void> {
  const { target, name, size, sha256 } = file;
  const hash = createHash('sha256');
  const parts = inOrder(startsIn(size), underWay, (from) => fetchPart(far, { key, name, from }));
  // The shell runs this too, whose Node does not know `await using`.
  const handle = await open(part, 'wx');
  try {
    for await (const [from, bytes] of parts) {
      if (bytes.length !== Math.min(partBytes, size - from)) throw torn(target);
      hash.update(bytes);
      await handle.writeFile(bytes);
      through(bytes.length);
    }
    if (hash.digest('hex') !== sha256) throw torn(target);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where parts begin. One by one: a file is as long as the other computer says. */
function* startsIn(size: number): Generator<number> {
  for (let from = 0; from < size; from += partBytes) yield from;
}

async function fetchPart(
  far: FarEnd,
  asked: { key: string; name: string; from: number },
): Promise<Uint8Array> {
  far.signal.throwIfAborted();
  return (await far.ask('fetch', asked)).bytes;
}

function torn(target: string): StrandlineError {
  return new StrandlineError(
    'corrupt-file',
    `${target} did not arrive as it was written, and is not kept. Ask for it once more.`,
  );
}
