import { readFile } from 'node:fs/promises';
import type { Lab } from '#host/catalogue/lab.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';

/** A picture that a page holds itself. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
}

interface Picture {
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/**
 * A photo's thumbnail as a data: URL.
 *
 * @param change what is done to the stored thumbnail before.
 * @returns undefined where the lab no longer has the photo, or cannot read it: that must not keep a person from the figures.
 */
export async function thumbnail(
  lab: Lab,
  hash: string,
  change: (picture: Picture) => Picture | Promise<Picture> = (picture) => picture,
): Promise<string | undefined> {
  try {
    const file = await renditionFile(lab, hash, 'thumb');
    if (file === null) return undefined;
    const { mime, bytes } = await change({ mime: file.mime, bytes: await readFile(file.path) });
    return dataUrl(mime, bytes);
  } catch {
    return undefined;
  }
}
