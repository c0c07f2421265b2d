import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashOf } from '#host/catalogue/photo-store.ts';
import { parsedAnswer } from '#shared/contract/answer.ts';
import { contract } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';

/** What a photo's file is called by its kind; no other kind is taken from another computer. */
const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
};
const longest = 512 * 1024 * 1024;
/** Bytes on disk beyond which what was not looked at for longest goes. */
const mostKept = 2 * 1024 ** 3;

type Size = 'thumb' | 'preview' | 'original';
interface Picture {
  readonly mime: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Far {
  /** Where pictures are kept on this computer. */
  readonly folder: string;
  /** The lab's address: what cannot be verified is kept for it alone. */
  readonly address: string;
  readonly request: (name: string, args: unknown) => Promise<unknown>;
}

/**
 * Photos of a lab on another computer: fetched once and kept on this one. A photo itself is verified by its hash, and what
 * does not match is not shown; a rendition, which cannot be, is kept for its own lab alone.
 */
export class FarPhotos {
  readonly #far: Far;
  readonly #own: string;
  readonly #coming = new Map<string, Promise<Picture | null>>();

  constructor(far: Far) {
    this.#far = far;
    this.#own = createHash('sha256').update(far.address).digest('hex').slice(0, 16);
  }

  /**
   * @param hash lower-case SHA-256.
   * @returns null where the lab has no such photo.
   * @throws StrandlineError `corrupt-file` where it is not the photo that it should be; `host-gone`.
   */
  async picture(hash: string, size: Size): Promise<Picture | null> {
    const key = `${hash}/${size}`;
    const coming = this.#coming.get(key) ?? this.#find(hash, size);
    this.#coming.set(key, coming);
    try {
      return await coming;
    } finally {
      this.#coming.delete(key);
    }
  }

  async #find(hash: string, size: Size): Promise<Picture | null> {
    const places = size === 'original' ? ['originals', join(this.#own, size)] : [join(this.#own, size)];
    for (const place of places) {
      const kept = await this.#kept(place, hash);
      if (kept !== undefined) return kept;
    }
    const fetched = await this.#fetch(hash, size);
    if (fetched === null) return null;
    const { isOriginal, ...picture } = fetched;
    await this.#keep(isOriginal ? 'originals' : join(this.#own, size), hash, picture);
    return picture;
  }

  async #kept(place: string, hash: string): Promise<Picture | undefined> {
    for (const [mime, ending] of Object.entries(endings)) {
      const file = join(this.#far.folder, place, hash.slice(0, 2), `${hash}.${ending}`);
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes === undefined) continue;
      if (place === 'originals' && hashOf(bytes) !== hash) return undefined;
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return { mime, bytes };
    }
    return undefined;
  }

  async #fetch(hash: string, size: Size): Promise<(Picture & { isOriginal: boolean }) | null> {
    const first = await this.#part(hash, size, 0);
    if (first === null) return null;
    const { mime, length, isOriginal } = first;
    if (endings[mime] === undefined || length > longest || (isOriginal && size !== 'original'))
      throw new StrandlineError('unsupported', `The other computer sent no picture as photo ${hash}.`);
    // Memory is taken for what has come, not for what is promised.
    const parts: Uint8Array[] = [];
    for (let have = 0, next = first.part; have < length;) {
      if (next.length === 0 || have + next.length > length) throw torn(hash);
      parts.push(next);
      have += next.length;
      if (have < length) next = (await this.#part(hash, size, have))?.part ?? new Uint8Array();
    }
    const bytes = new Uint8Array(Buffer.concat(parts));
    if (isOriginal && hashOf(bytes) !== hash) throw torn(hash);
    return { mime, bytes, isOriginal };
  }

  async #part(hash: string, size: Size, from: number) {
    const answer = await this.#far.request('catalogue.photoPart', { hash, size, from });
    return parsedAnswer('catalogue.photoPart', contract.catalogue.photoPart.result, answer);
  }

  /** A disk that is full costs no picture: what is not kept is fetched again. */
  async #keep(place: string, hash: string, { mime, bytes }: Picture): Promise<void> {
    const file = join(this.#far.folder, place, hash.slice(0, 2), `${hash}.${endings[mime]}`);
    const part = `${file}.${process.pid}.part`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(part, bytes, { mode: 0o600 });
      await rename(part, file);
    } catch {
      await rm(part, { force: true });
    }
  }
}

function torn(hash: string): StrandlineError {
  return new StrandlineError(
    'corrupt-file',
    `What the other computer sent is not photo ${hash.slice(0, 12)}. Verify the lab there.`,
  );
}

/** Makes room where far labs' pictures take more than 2 GiB: those go that were not looked at for longest. */
export async function pruneFarPhotos(folder: string, most = mostKept): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const { size, mtimeMs } = await stat(path);
        return { path, size, mtimeMs };
      }),
  );
  let kept = 0;
  for (const { path, size } of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
    kept += size;
    if (kept > most) await rm(path, { force: true });
  }
}
