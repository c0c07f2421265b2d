import { type FileHandle, open } from 'node:fs/promises';
import { explained } from '#host/lib/explained.ts';
import { hashOfFile } from '#host/catalogue/verify/hash-of-file.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { partBytes } from '#shared/domain/parcel.ts';
import { StrandlineError } from '#shared/errors.ts';
import { byteProgress } from './byte-progress.ts';
import type { FarEnd } from './ends.ts';
import type { LocalFile } from './local-files.ts';

/** A file with its hash. */
export interface HashedFile extends LocalFile {
  readonly sha256: string;
}

/** Bytes that are under way at once: the link is never idle, and what else is asked does not wait long. */
const underWay = 3 * partBytes;
const mostAtOnce = 32;
const rounds = 3;

/** Hashes of files, which are reckoned once for as long as a file is as large and as old as it was. */
export class FileHashes {
  readonly #known = new Map<string, HashedFile>();

  async of(files: readonly LocalFile[], { signal, onProgress }: FarEnd): Promise<HashedFile[]> {
    const fresh = files.filter((file) => this.#knownOf(file) === undefined);
    const through = byteProgress(
      { onProgress },
      'Reading what is sent',
      fresh.reduce((sum, { size }) => sum + size, 0),
    );
    for await (const [file, sha256] of inOrder(fresh, 4, (one) => hashOf(one, signal))) {
      this.#known.set(file.path, { ...file, sha256 });
      through(file.size);
    }
    return files.map((file) => ({ ...file, sha256: this.#known.get(file.path)?.sha256 ?? '' }));
  }

  forget(files: readonly LocalFile[]): void {
    for (const { path } of files) this.#known.delete(path);
  }

  #knownOf({ path, size, changedAt }: LocalFile): HashedFile | undefined {
    const known = this.#known.get(path);
    return known?.size === size && known.changedAt === changedAt ? known : undefined;
  }
}

async function hashOf({ path }: LocalFile, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  try {
    return await hashOfFile(path);
  } catch (error) {
    throw explained(error, path);
  }
}

/**
 * Sends files whose bytes are not on the other side, from where they broke off.
 *
 * @throws StrandlineError `corrupt-file` where they arrive as others again and again; as the other side refuses.
 */
export async function sendFiles(far: FarEnd, files: readonly HashedFile[]): Promise<void> {
  const once = [...new Map(files.map((file) => [file.sha256, file])).values()];
  for (let round = 1; ; round += 1) {
    const { bytes } = await far.ask('present', {
      sent: once.map(({ sha256, size }) => ({ sha256, size })),
    });
    const toSend = once.flatMap((file, at) =>
      (bytes[at] ?? 0) < file.size ? [{ file, from: bytes[at] ?? 0 }] : [],
    );
    if (toSend.length === 0) return;
    if (await sendAll(far, toSend)) continue;
    if (round === rounds)
      throw new StrandlineError(
        'corrupt-file',
        `${toSend[0]?.file.path ?? 'A file'} arrived as another than it was, three times. Was it changed meanwhile?`,
      );
  }
}

interface Part {
  readonly file: HashedFile;
  readonly from: number;
  readonly length: number;
}

/** Sends files whatever is there of them. @returns whether all of them arrived as they are. */
export async function sendAll(
  far: FarEnd,
  files: readonly { readonly file: HashedFile; readonly from: number }[],
): Promise<boolean> {
  const parts = files.flatMap(({ file, from }) => partsOf(file, from));
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const atOnce = Math.min(mostAtOnce, Math.ceil((underWay * parts.length) / Math.max(1, bytes)));
  const through = byteProgress(
    far,
    `Sending ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
    bytes,
  );
  const reading = new OpenFile();
  let areWhole = true;
  try {
    for await (const [{ length }, isThere] of inOrder(parts, atOnce, (part) => send(far, part, reading))) {
      areWhole &&= isThere;
      through(length);
    }
    return areWhole;
  } finally {
    await reading.close();
  }
}

function partsOf(file: HashedFile, from: number): Part[] {
  if (file.size === 0) return [{ file, from: 0, length: 0 }];
  return Array.from({ length: Math.ceil((file.size - from) / partBytes) }, (_, at) => {
    const start = from + at * partBytes;
    return { file, from: start, length: Math.min(partBytes, file.size - start) };
  });
}

async function send(far: FarEnd, { file, from, length }: Part, reading: OpenFile): Promise<boolean> {
  far.signal.throwIfAborted();
  const { path, sha256, size } = file;
  const bytes = await reading.read(path, from, length);
  try {
    const { have } = await far.ask('part', { sha256, size, from, bytes });
    return have >= from + bytes.length;
  } catch (error) {
    if (error instanceof StrandlineError && error.code === 'corrupt-file') return false;
    throw error;
  }
}

/** The file that is read now: parts are asked for in order. */
class OpenFile {
  #path = '';
  #handle: FileHandle | undefined;
  #last: Promise<unknown> = Promise.resolve();

  read(path: string, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const turn = this.#last.then(() => this.#read(path, from, length));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #read(path: string, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      if (path !== this.#path) {
        await this.#handle?.close();
        this.#handle = undefined;
        this.#handle = await open(path);
        this.#path = path;
      }
      const bytes = new Uint8Array(length);
      await this.#handle?.read(bytes, 0, length, from);
      return bytes;
    } catch (error) {
      throw explained(error, path);
    }
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle?.close();
  }
}
