import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl, { type ZipFile } from 'yauzl';
import yazl from 'yazl';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { ownPhotoPath } from '../photo-store.ts';
import { checked } from './checks.ts';
import { type PhotoCopy, sizeOf } from './copy-photos.ts';

/** A zip with files and photos in it. */
export interface Archive {
  readonly name: string;
  /** By their paths in the archive. */
  readonly files: Readonly<Record<string, string>>;
  readonly photos: readonly PhotoCopy[];
}

/**
 * Writes an archive, photo by photo, whatever its size; it has its name only once it is whole. Photos are squeezed a little:
 * readers that take a zip as a stream cannot find the end of what is not.
 */
export async function writeArchive(
  lab: Lab,
  target: string,
  { files, photos }: Archive,
  { signal, onProgress }: Hooks,
): Promise<void> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  zip.on('error', (error) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  for (const [index, { photo, path }] of photos.entries()) {
    const source = ownPhotoPath(lab, photo);
    const size = await sizeOf(source);
    zip.addReadStreamLazy(path, { size, compressionLevel: 1, compress: true }, (take) => {
      onProgress({ phase: 'Writing the archive', done: index + 1, total: photos.length, unit: 'photos' });
      const stream = createReadStream(source);
      stream.on('error', (error) => zip.emit('error', error));
      take(null, stream);
    });
  }
  zip.end();
  const unfinished = `${target}.part`;
  try {
    await pipeline(output, createWriteStream(unfinished), { signal });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    // A stopped stream says so in words of its own.
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Reads an archive anew: what was put in is there, photos with the bytes that they have in the lab.
 *
 * @returns the check, and its files without the photos.
 */
export async function readArchive(
  target: string,
  { name, files, photos }: Archive,
  { signal, onProgress }: Hooks,
): Promise<{ readonly check: ExportCheck; readonly files: ReadonlyMap<string, Buffer> }> {
  const awaited = new Map(photos.map(({ photo, path }) => [path, photo.hash]));
  const found = new Map<string, Buffer>();
  const problems: string[] = [];
  let zip: ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(target);
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const stream = await zip.openReadStreamPromise(entry);
      const hash = awaited.get(entry.fileName);
      if (hash === undefined) found.set(entry.fileName, await buffer(stream));
      else {
        const read = createHash('sha256');
        await pipeline(stream, read);
        if (read.digest('hex') !== hash)
          problems.push(`${entry.fileName} has other bytes than the photo in the lab.`);
        awaited.delete(entry.fileName);
        const done = photos.length - awaited.size;
        onProgress({ phase: 'Checking the archive', done, total: photos.length, unit: 'photos' });
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    problems.push(`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    zip?.close();
  }
  const missing = [...Object.keys(files).filter((file) => !found.has(file)), ...awaited.keys()];
  problems.push(...missing.map((file) => `${file} is not in it.`));
  const inIt = `${Object.keys(files).length} files and ${photos.length} photos are in it, byte for byte.`;
  return { check: checked(name, problems, inIt), files: found };
}
