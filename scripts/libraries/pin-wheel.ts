import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Entry, RandomAccessReader, type ZipFile, fromRandomAccessReaderPromise } from 'yauzl';
import type { PinnedMember } from '#host/training/libraries/wheel.ts';

/** Where a wheel's bytes come from. */
export interface WheelBytes {
  readonly size: number;
  /** Bytes from `start` to before `end`. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
}

/** A directory is read in records of some bytes each: that many are fetched at once. */
const windowBytes = 512 * 1024;

/** The one way of packing that wheels use, as a zip numbers it. */
const deflate = 8;

/** Reads through a window that moves with what is asked for. */
class WindowReader extends RandomAccessReader {
  readonly #bytes: WheelBytes;
  #start = 0;
  #window: Uint8Array = new Uint8Array();

  constructor(bytes: WheelBytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#read(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#slice(position, position + length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async *#read(start: number, end: number): AsyncGenerator<Uint8Array> {
    yield await this.#slice(start, end);
  }

  async #slice(start: number, end: number): Promise<Uint8Array> {
    if (start < this.#start || end > this.#start + this.#window.length) {
      const windowEnd = Math.min(this.#bytes.size, Math.max(end, start + windowBytes));
      this.#window = await this.#bytes.read(start, windowEnd);
      this.#start = start;
    }
    return this.#window.subarray(start - this.#start, end - this.#start);
  }
}

/**
 * The members of a wheel that are wanted: where their packed bytes lie, and what the wheel's RECORD says of them.
 *
 * @throws Error where the file is no wheel, or a member is packed in another way than by deflate, or has no digest.
 */
export async function pinWheel(
  bytes: WheelBytes,
  wanted: (path: string) => boolean,
): Promise<PinnedMember[]> {
  const zip = await fromRandomAccessReaderPromise(new WindowReader(bytes), bytes.size, { autoClose: false });
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  const digests = digestsOf(await recordOf(zip, entries));
  const members: PinnedMember[] = [];
  for (const entry of entries.filter(({ fileName }) => wanted(fileName)))
    members.push(await pinned(zip, entry, digests));
  return members;
}

async function pinned(
  zip: ZipFile,
  entry: Entry,
  digests: ReadonlyMap<string, string>,
): Promise<PinnedMember> {
  const sha256 = digests.get(entry.fileName);
  if (sha256 === undefined || entry.compressionMethod !== deflate)
    throw new Error(`${entry.fileName} cannot be pinned`);
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return {
    path: entry.fileName,
    offset: fileDataStart,
    packed: entry.compressedSize,
    size: entry.uncompressedSize,
    sha256,
  };
}

async function recordOf(zip: ZipFile, entries: readonly Entry[]): Promise<string> {
  const entry = entries.find(({ fileName }) => /^[^/]+\.dist-info\/RECORD$/.test(fileName));
  if (entry === undefined) throw new Error('this is no wheel: it has no list of digests');
  return text(await zip.openReadStreamPromise(entry));
}

/** A RECORD's digests as hex, by path; it has them as URL-safe Base64. */
function digestsOf(record: string): Map<string, string> {
  return new Map(
    [...record.matchAll(/^(.*),sha256=([\w-]+),\d*\r?$/gm)].map(([, path = '', digest = '']) => [
      path,
      Buffer.from(digest, 'base64url').toString('hex'),
    ]),
  );
}
