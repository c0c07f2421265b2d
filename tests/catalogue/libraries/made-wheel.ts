import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import type { PinnedWheel } from '#host/training/libraries/wheel.ts';
import { pinWheel } from '../../../scripts/libraries/pin-wheel.ts';

/** A wheel with real structure: a zip with a list of digests in it. */
export interface MadeWheel {
  readonly bytes: Buffer;
  readonly pinned: PinnedWheel;
}

/** Bytes that packing makes little smaller, so that a download of them can be cut in its middle. */
export function noise(size: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, block) =>
    createHash('sha256').update(`${seed} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, size);
}

/** Makes a wheel and pins all of it that is not about itself. @param file `PROJECT-VERSION-….whl`. */
export async function madeWheel(file: string, members: Readonly<Record<string, Buffer>>): Promise<MadeWheel> {
  const zip = new yazl.ZipFile();
  const [project = '', version = ''] = file.split('-');
  const record = Object.entries(members).map(
    ([path, bytes]) =>
      `${path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`,
  );
  zip.addBuffer(Buffer.from('a program that nobody asked for'), `${project}/other.py`);
  for (const [path, bytes] of Object.entries(members)) zip.addBuffer(bytes, path);
  zip.addBuffer(Buffer.from(`${record.join('\n')}\n`), `${project}-${version}.dist-info/RECORD`);
  zip.end();
  const bytes = await buffer(zip.outputStream);
  const read = (start: number, end: number): Promise<Uint8Array> =>
    Promise.resolve(bytes.subarray(start, end));
  const found = await pinWheel({ size: bytes.length, read }, (path) => Object.hasOwn(members, path));
  return {
    bytes,
    pinned: { project: project.replaceAll('_', '-'), file, bytes: bytes.length, members: found },
  };
}
