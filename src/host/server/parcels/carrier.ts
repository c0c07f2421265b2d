import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { explained } from '#host/lib/explained.ts';
import { contract } from '#shared/contract/contract.ts';
import { entryNamed, pathsNamed } from '#shared/contract/define.ts';
import { parsedAnswer } from '#shared/contract/answer.ts';
import { parseCall } from '#shared/contract/dispatch.ts';
import type { Reply } from '#shared/contract/wire.ts';
import { parcelPath, withTexts } from '#shared/domain/parcel.ts';
import { isThere, placeNamed, thereName } from '#shared/domain/place-there.ts';
import { StrandlineError, fromWireError, toWireError } from '#shared/errors.ts';
import type { Progress } from '#shared/progress.ts';
import type { FarEnd, ParcelAnswer, ParcelCall } from './ends.ts';
import { type Outlet, fetchOutlet } from './fetching.ts';
import { HeldJobs } from './held-jobs.ts';
import { jobIn } from './job-in.ts';
import { type LocalRoot, isWithin, keyOfFolder, rootName, rootsOf } from './local-files.ts';
import { FileHashes, type HashedFile, sendAll, sendFiles } from './sending.ts';

interface Carried {
  /** Asks the host at the other end of the link. */
  readonly ask: (name: string, args: unknown) => Promise<Reply>;
  /** Says something of the host to whoever listens here. */
  readonly tell: (name: string, payload: unknown) => void;
  /** Told how far files are; null when none go any more. */
  readonly onProgress: (progress: Progress | null) => void;
  /** Whether a link that is lost while files go is waited for. */
  readonly patient: boolean;
  /** Whether the lab is on this computer, too: its host reads and writes what is named, and nothing is carried. */
  readonly sameComputer?: boolean;
}

/** A folder of this computer, and how a call names it at the other end. */
interface Place {
  readonly token: string;
  readonly local: string;
}

const againMs = 500;

/**
 * Brings files over a link, so that calls that name files and folders do with a lab on another computer what they do with one here:
 * what a call reads is sent before it is asked, what it writes is fetched before it counts as done. All others pass.
 */
export class Carrier {
  readonly #carried: Carried;
  readonly #hashes = new FileHashes();
  readonly #places = new Map<string, Place>();
  /** What lies at the other end since the link is there, by folders. */
  readonly #arranged = new Map<string, Map<string, HashedFile>>();
  readonly #jobs: HeldJobs;
  #stopping = new AbortController();

  constructor(carried: Carried) {
    this.#carried = carried;
    this.#jobs = new HeldJobs({
      tell: (job) => carried.tell('jobs.changed', job),
      fetch: (outlet, onProgress) => this.#fetch(outlet, onProgress),
      drop: (outlet) => void this.#drop(outlet),
    });
  }

  /** Asks the host, after its files were sent and before its own are here; a failure is a value like any other answer. */
  async ask(name: string, args: unknown): Promise<Reply> {
    try {
      if (name === 'jobs.cancel' && this.#jobs.isFetching(args)) {
        this.stop();
        return { ok: true, value: undefined };
      }
      const reply = this.#here(await this.#askCarrying(name, args));
      return reply.ok && name.startsWith('jobs.')
        ? { ok: true, value: this.#jobs.shown(reply.value) }
        : reply;
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }

  /** Passes on what the host says. */
  hear(name: string, payload: unknown): void {
    const here = this.#local(payload);
    if (name !== 'jobs.changed' || !this.#jobs.takes(here)) this.#carried.tell(name, here);
  }

  /** Another link begins: what was arranged over the one before is asked for anew. */
  forget(): void {
    this.#arranged.clear();
  }

  /** Whether what a job wrote is on its way here. */
  isFetching(job: number): boolean {
    return this.#jobs.isFetching({ job });
  }

  /** Stops what is sent or fetched; what has arrived stays. */
  stop(): void {
    this.#stopping.abort(
      new StrandlineError('cancelled', 'It was stopped. What has arrived is not sent again.'),
    );
    this.#stopping = new AbortController();
  }

  async #askCarrying(name: string, args: unknown): Promise<Reply> {
    if (entryNamed(contract, name)?.kind !== 'call') return this.#carried.ask(name, args);
    const { entry, args: parsed } = parseCall(contract, name, args);
    if (this.#carried.sameComputer === true) {
      const place = (path: string): string => (isThere(path) ? path : thereName(resolve(path)));
      return this.#carried.ask(name, entry.paths(parsed, place));
    }
    // What lies on the lab's computer is not carried.
    const named = pathsNamed(entry, parsed).filter(({ path }) => !isThere(path));
    if (named.length === 0 || named.some(({ use }) => use === 'there')) return this.#carried.ask(name, args);
    const taken = await this.#send(named.filter(({ use }) => use !== 'write'));
    const outlets = await this.#makeOutlets(
      named.filter(({ use }) => use === 'write').map(({ path }) => path),
    );
    const there = entry.paths(parsed, (path) =>
      isThere(path) ? path : this.#tokenOf(resolve(path), outlets),
    );
    const [outlet] = outlets.values();
    const reply =
      outlet === undefined
        ? await this.#carried.ask(name, there)
        : await this.#askWriting(name, there, outlet);
    // What is taken in goes from the other end then.
    if (named.some(({ use }) => use === 'take')) for (const root of taken) this.#arranged.delete(root.folder);
    return reply;
  }

  async #askWriting(name: string, args: unknown, outlet: Outlet): Promise<Reply> {
    return this.#jobs.whileWriting(async () => {
      const reply = await this.#carried.ask(name, args);
      if (!reply.ok) {
        void this.#drop(outlet);
        return reply;
      }
      const job = jobIn(reply.value);
      if (job === undefined) await this.#fetch(outlet, this.#carried.onProgress);
      else await this.#hold(job, outlet);
      return reply;
    });
  }

  /** The job may have ended before it is known here what it writes. */
  async #hold(job: number, outlet: Outlet): Promise<void> {
    this.#jobs.hold(job, outlet);
    const now = await this.#carried.ask('jobs.get', { job });
    if (now.ok) this.#jobs.takes(this.#local(now.value));
  }

  async #send(named: Parameters<typeof rootsOf>[0]): Promise<LocalRoot[]> {
    if (named.length === 0) return [];
    const roots = await rootsOf(named, [...this.#arranged.keys()]);
    try {
      for (const root of roots) await this.#sendRoot(root);
    } finally {
      this.#carried.onProgress(null);
    }
    return roots;
  }

  async #sendRoot({ folder, whole, files }: LocalRoot): Promise<void> {
    const far = this.#end(this.#carried.onProgress);
    const key = keyOfFolder(folder);
    const root = rootName(folder);
    this.#places.set(folder, { token: `parcel:in/${key}/${root}`, local: folder });
    const before = this.#arranged.get(folder) ?? new Map<string, HashedFile>();
    const isSame = files.every(({ name, size, changedAt }) => {
      const known = before.get(name);
      return known?.size === size && known.changedAt === changedAt;
    });
    if (isSame && (!whole || files.length === before.size)) return;
    const hashed = await this.#hashes.of(files, far);
    await this.#sendChecked(far, hashed, files);
    await this.#arrange(far, { key, root, whole, files: hashed });
    this.#arranged.set(
      folder,
      new Map([...(whole ? [] : before), ...hashed.map((file) => [file.name, file] as const)]),
    );
  }

  async #sendChecked(far: FarEnd, hashed: readonly HashedFile[], files: LocalRoot['files']): Promise<void> {
    try {
      await sendFiles(far, hashed);
    } catch (error) {
      this.#hashes.forget(files);
      throw error;
    }
  }

  async #arrange(
    far: FarEnd,
    { files, ...where }: { key: string; root: string; whole: boolean; files: readonly HashedFile[] },
  ): Promise<void> {
    const ask = (): Promise<{ missing: number[] }> =>
      far.ask('arrange', {
        ...where,
        sent: files.map(({ name, sha256, changedAt }) => ({ name, sha256, changedAt })),
      });
    const { missing } = await ask();
    if (missing.length === 0) return;
    // A photo that the lab has, but not as it was.
    await sendAll(
      far,
      missing.flatMap((at) => (files[at] === undefined ? [] : [{ file: files[at], from: 0 }])),
    );
    if ((await ask()).missing.length > 0)
      throw new StrandlineError(
        'corrupt-file',
        'What was sent is not there at the other end. Try once more.',
      );
  }

  /** @returns by paths. @throws StrandlineError where a name that is taken cannot be told. */
  async #makeOutlets(paths: readonly string[]): Promise<ReadonlyMap<string, Outlet>> {
    const outlets = new Map<string, Outlet>();
    for (const path of paths) {
      const at = resolve(path);
      const isFile = await isMeantAsFile(at);
      const folder = isFile ? dirname(at) : at;
      const names = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
        throw explained(error, folder);
      });
      const taken = names
        .filter(({ name }) => (!isFile || name === basename(at)) && parcelPath(name)?.length === 1)
        .map((one) => ({ name: one.name, folder: one.isDirectory() }));
      const root = rootName(folder);
      const { key } = await this.#end(() => undefined).ask('outlet', {
        root,
        taken: taken.slice(0, 10_000),
      });
      this.#places.set(key, { token: `parcel:out/${key}/${root}`, local: folder });
      outlets.set(at, { key, root, folder, ...(isFile && { only: basename(at) }) });
    }
    return outlets;
  }

  async #fetch(outlet: Outlet, onProgress: (progress: Progress | null) => void): Promise<void> {
    try {
      await fetchOutlet(this.#end(onProgress), outlet);
    } finally {
      onProgress(null);
      void this.#drop(outlet);
    }
  }

  /** What is left there goes by itself after some days, too. */
  async #drop({ key }: Outlet): Promise<void> {
    await this.#carried.ask('parcels.gone', { key }).catch(() => undefined);
  }

  #end(onProgress: (progress: Progress | null) => void): FarEnd {
    const { signal } = this.#stopping;
    return {
      signal,
      onProgress,
      ask: async <N extends ParcelCall>(name: N, args: unknown): Promise<ParcelAnswer<N>> => {
        const { result }: { result: z.ZodType } = contract.parcels[name];
        for (;;) {
          signal.throwIfAborted();
          const reply = await this.#carried.ask(`parcels.${name}`, args).catch(failed);
          if (reply.ok) return parsedAnswer(`parcels.${name}`, result, reply.value) as ParcelAnswer<N>;
          if (reply.error.code !== 'host-gone' || !this.#carried.patient) throw fromWireError(reply.error);
          await delay(againMs, undefined, { signal }).catch(() => undefined);
        }
      },
    };
  }

  #tokenOf(path: string, outlets: ReadonlyMap<string, Outlet>): string {
    const outlet = outlets.get(path);
    const place =
      outlet === undefined
        ? [...this.#places.values()]
            .filter(({ token, local }) => token.startsWith('parcel:in/') && isWithin(local, path))
            .toSorted((a, b) => a.local.length - b.local.length)[0]
        : this.#places.get(outlet.key);
    if (place === undefined) return path;
    const below = path
      .slice(place.local.length)
      .split(sep)
      .filter((part) => part !== '');
    return [place.token, ...below].join('/');
  }

  #here(reply: Reply): Reply {
    if (reply.ok) return { ok: true, value: this.#local(reply.value) };
    return { ok: false, error: this.#local(reply.error) as typeof reply.error };
  }

  /** A value with the names that things have here. */
  #local(value: unknown): unknown {
    if (this.#carried.sameComputer === true)
      return withTexts(value, (text) => (isThere(text) ? (placeNamed(text) ?? text) : text));
    if (this.#places.size === 0) return value;
    return withTexts(value, (text) => {
      if (!text.includes('parcel:')) return text;
      let here = text;
      for (const { token, local } of this.#places.values())
        here = here.startsWith(`${token}/`)
          ? join(local, here.slice(token.length + 1))
          : here.replaceAll(token, local);
      return here;
    });
  }
}

function failed(error: unknown): Reply {
  return { ok: false, error: toWireError(error) };
}

/** Calls that write one file name it with its ending, and refuse one that is there; those that write more name a folder. */
async function isMeantAsFile(path: string): Promise<boolean> {
  return readdir(path).then(
    () => false,
    () => /\.[a-z0-9]{2,10}$/iu.test(basename(path)),
  );
}
