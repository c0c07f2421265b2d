import { open } from 'node:fs/promises';
import type { Lab } from './lab.ts';
import { renditionFile } from './renditions.ts';

/** Bytes of one part: small enough that a list or an edit does not wait long behind it on a slow link. */
const longest = 512 * 1024;

/** A part of a picture's file, for whoever cannot read the file itself. */
interface PhotoPart {
  readonly mime: string;
  /** Bytes of the whole file. */
  readonly length: number;
  /** Whether the file is the photo itself, whose SHA-256 is its hash, rather than a rendition of it. */
  readonly isOriginal: boolean;
  /** At most 512 KiB; empty where the file ends before. */
  readonly part: Uint8Array<ArrayBuffer>;
}

/** @param from the first byte. @returns null where the lab has no such photo. @throws as `renditionFile`. */
export async function photoPart(
  lab: Lab,
  { hash, size, from }: { hash: string; size: Parameters<typeof renditionFile>[2]; from: number },
): Promise<PhotoPart | null> {
  const file = await renditionFile(lab, hash, size);
  if (file === null) return null;
  const handle = await open(file.path);
  try {
    const { size: length } = await handle.stat();
    const part = new Uint8Array(Math.max(0, Math.min(longest, length - from)));
    const { bytesRead } = await handle.read(part, 0, part.length, from);
    const isOriginal = file.path.startsWith(lab.paths.photos);
    return { mime: file.mime, length, isOriginal, part: part.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}
