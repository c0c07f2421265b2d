import {
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  utimes,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { ownPhotoPath } from '#host/catalogue/photo-store.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { hashOfFile } from '#host/catalogue/verify/hash-of-file.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { megabytes } from '#host/lib/megabytes.ts';
import { refuseTwins } from '#host/lib/name-twins.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ParcelFolders, parcelFolders } from './places.ts';

/** Bytes that may lie in a lab's cache at once, and room on its disk that is left alone. */
const mostBytes = 256 * 1024 ** 3;
const spared = 256 * 1024 ** 2;

interface Sent {
  readonly sha256: string;
  readonly size: number;
}
interface Named {
  /** Relative, with forward slashes; parsed. */
  readonly name: string;
  readonly sha256: string;
  /** Milliseconds. */
  readonly changedAt: number;
}

/**
 * Files that another computer sends to a lab: by their SHA-256 with the data of who serves it, and from there in folders as they
 * are on the other computer. A file counts once its bytes have its hash; what came of it before stays, so that sending goes on from there.
 */
export class SentFiles {
  readonly #lab: Lab;
  readonly #folders: ParcelFolders;
  /** What is under way, by what it is about: parts of one file are put down in the order in which they came. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#folders = parcelFolders(lab.directory);
  }

  /** @returns how many bytes of each file are there. @throws StrandlineError `too-large`, `disk-full`. */
  async present(files: readonly Sent[]): Promise<number[]> {
    const there = new Set(await readdir(this.#folders.bytes).catch(() => []));
    const had: number[] = [];
    for (const file of files) {
      const { sha256, size } = file;
      if (there.has(sha256) || this.#photoOf(sha256) !== undefined) had.push(size);
      else had.push(there.has(`${sha256}.part`) ? await this.#have(file) : 0);
    }
    const toCome = files.reduce((sum, { size }, index) => sum + size - (had[index] ?? 0), 0);
    if (toCome > 0) await this.#refuseTooMuch(toCome);
    return had;
  }

  /** @returns how many bytes of the file are there then. @throws StrandlineError `corrupt-file`, `bad-argument`, `disk-full`. */
  async part(file: Sent & { from: number; bytes: Uint8Array }): Promise<number> {
    return this.#inTurn(file.sha256, () => this.#take(file));
  }

  /**
   * Arranges files in a folder of `in/`. @param folder absolute, of parsed names. @param whole whether nothing else shall be there.
   *
   * @returns the indices of the files that are not there. @throws StrandlineError as {@link refuseTwins}.
   */
  async arrange(folder: string, files: readonly Named[], whole: boolean): Promise<number[]> {
    return this.#inTurn('folders', () => this.#arrange(folder, files, whole));
  }

  async #inTurn<T>(what: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(what) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    this.#last.set(what, settled);
    void settled.then(() => (this.#last.get(what) === settled ? this.#last.delete(what) : false));
    return turn;
  }

  async #arrange(folder: string, files: readonly Named[], whole: boolean): Promise<number[]> {
    const missing: number[] = [];
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await refuseTwins(
        folder,
        files.map(({ name }) => name),
      );
      if (whole) await prune(folder, new Set(files.map(({ name }) => name)));
      for await (const [index, isThere] of inOrder([...files.keys()], 8, (at) =>
        this.#place(folder, files[at]),
      ))
        if (!isThere) missing.push(index);
      return missing;
    } catch (error) {
      throw explained(error, 'what was sent');
    }
  }

  /** Removes what was sent under a key, and its bytes where nothing else is made of them. */
  async remove(key: string): Promise<void> {
    return this.#inTurn('folders', () => this.#remove(key));
  }

  async #remove(key: string): Promise<void> {
    const folder = join(this.#folders.in, key);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const own = new Set<number>();
    for (const entry of entries.filter((one) => one.isFile()))
      own.add((await stat(join(entry.parentPath, entry.name))).ino);
    await rm(folder, { recursive: true, force: true });
    for (const name of await readdir(this.#folders.bytes).catch(() => [])) {
      const path = join(this.#folders.bytes, name);
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined && own.has(stats.ino) && stats.nlink === 1) await rm(path, { force: true });
    }
  }

  async #take({ sha256, size, from, bytes }: Sent & { from: number; bytes: Uint8Array }): Promise<number> {
    try {
      const have = await this.#have({ sha256, size });
      if (from !== have || (have === size && size > 0)) return have;
      if (from + bytes.length > size)
        throw new StrandlineError('bad-argument', 'More was sent of a file than it has.');
      if (from === 0) await this.#refuseTooMuch(size);
      const path = this.#pathOf(sha256);
      await mkdir(this.#folders.bytes, { recursive: true, mode: 0o700 });
      await using handle = await open(
        `${path}.part`,
        constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND,
        0o600,
      );
      await handle.writeFile(bytes);
      if (from + bytes.length === size) {
        await handle.sync();
        await this.#finish(path, sha256);
      }
      return from + bytes.length;
    } catch (error) {
      throw explained(error, 'what was sent');
    }
  }

  async #finish(path: string, sha256: string): Promise<void> {
    if ((await hashOfFile(`${path}.part`)) === sha256) return rename(`${path}.part`, path);
    await rm(`${path}.part`, { force: true });
    throw new StrandlineError('corrupt-file', 'A file arrived as another than it was. Send it once more.');
  }

  /** @returns whether its bytes are there. */
  async #place(folder: string, file: Named | undefined): Promise<boolean> {
    if (file === undefined) return true;
    const bytes = this.#pathOf(file.sha256);
    let source = await lstat(bytes).catch(() => undefined);
    if (source === undefined) {
      if (!(await this.#fromLab(file.sha256, bytes))) return false;
      source = await lstat(bytes);
    }
    const target = join(folder, ...file.name.split('/'));
    const there = await lstat(target).catch(() => undefined);
    if (there?.ino !== source.ino) {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      if (there !== undefined) await rm(target, { force: true });
      // Disks without links get a copy.
      await link(bytes, target).catch(() => copyFile(bytes, target, constants.COPYFILE_FICLONE));
    }
    const changed = new Date(file.changedAt);
    await utimes(target, changed, changed);
    return true;
  }

  /** A photo that the lab has is not sent; it is copied, so that nothing that is done here can change the lab's own. */
  async #fromLab(sha256: string, bytes: string): Promise<boolean> {
    const photo = this.#photoOf(sha256);
    if (photo === undefined) return false;
    await mkdir(dirname(bytes), { recursive: true, mode: 0o700 });
    const part = `${bytes}.copy`;
    await copyFile(photo, part, constants.COPYFILE_FICLONE);
    // One that is damaged here is sent.
    const isWhole = (await hashOfFile(part)) === sha256;
    if (isWhole) await rename(part, bytes);
    else await rm(part, { force: true });
    return isWhole;
  }

  #photoOf(sha256: string): string | undefined {
    try {
      const photo = storedPhoto(this.#lab.db, sha256);
      return photo && ownPhotoPath(this.#lab, photo);
    } catch {
      return undefined;
    }
  }

  async #have({ sha256, size }: Sent): Promise<number> {
    const path = this.#pathOf(sha256);
    const whole = await lstat(path).catch(() => undefined);
    if (whole !== undefined) return size;
    const part = await lstat(`${path}.part`).catch(() => undefined);
    if (part === undefined || part.size <= size) return part?.size ?? 0;
    await rm(`${path}.part`, { force: true });
    return 0;
  }

  async #refuseTooMuch(toCome: number): Promise<void> {
    await mkdir(this.#folders.bytes, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.#folders.bytes);
    if (toCome > bavail * bsize - spared)
      throw new StrandlineError(
        'disk-full',
        `The disk of the lab has too little room for what is sent: ${megabytes(toCome)} MB are to come, ${megabytes(bavail * bsize)} MB are free.`,
      );
    if (toCome > mostBytes)
      throw new StrandlineError(
        'too-large',
        `${megabytes(toCome)} MB are more than a lab takes at once over a link (${megabytes(mostBytes)} MB). Send it in several folders.`,
      );
  }

  #pathOf(sha256: string): string {
    return join(this.#folders.bytes, sha256);
  }
}

/** Removes what is not named from a folder, and folders that nothing is left in. @returns whether anything is left. */
async function prune(folder: string, names: ReadonlySet<string>, within = ''): Promise<boolean> {
  let isLeft = false;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = `${within}${entry.name}`;
    const stays = entry.isDirectory() ? await prune(path, names, `${name}/`) : names.has(name);
    if (!stays) await rm(path, { recursive: true, force: true });
    isLeft ||= stays;
  }
  return isLeft;
}
