import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { watch } from 'chokidar';
import type { SampleId } from '#shared/domain/ids.ts';
import type { ImportResult } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { kindOfFile } from '#shared/domain/file-kind.ts';
import type { WatchState } from '#shared/domain/watch.ts';
import { explained, wireError } from '#host/lib/explained.ts';
import type { Standing } from '../queries/samples/standing.ts';
import { settled } from './settled.ts';

interface Hooks {
  /** Adds a photo file to a sample. */
  readonly add: (file: string, sample: SampleId) => Promise<ImportResult>;
  readonly standingOf: (sample: SampleId) => Standing;
  /** Which of these files are photos of the lab already, as far as their names and sizes tell. */
  readonly known: (files: ReadonlyMap<string, number>) => Iterable<string>;
  /** Called after every change of the state. */
  readonly changed: (state: WatchState) => void;
}

/** Microscopes' programs put photos into a folder per day or per project; deeper than this they do not. */
const deepest = 3;

/**
 * Watches the folder into which a microscope's own program saves: what appears there is added to the sample that was
 * aimed at when it appeared. What lay in the folder before waits until a person says where it belongs.
 */
export class FolderWatch {
  readonly #directory: string;
  readonly #hooks: Hooks;
  readonly #stop = new AbortController();
  readonly #watcher: ReturnType<typeof watch>;
  /**
   * The sample that a file appeared for, as long as it is not added: a torn file that is written anew keeps it. Null for
   * one that appeared for none: a sample that is chosen later must not get it because of a late event.
   */
  readonly #samples = new Map<string, SampleId | null>();
  readonly #busy = new Set<string>();
  /** Photos that belong to no sample yet, with their sizes in bytes. */
  readonly #waiting = new Map<string, number>();
  /** What was aimed at, the newest last: an undo of the newest sample goes back to the one before it. */
  readonly #targets: (SampleId | null)[] = [null];
  readonly #ready: Promise<void>;
  #isReady = false;
  #turn: Promise<void> = Promise.resolve();
  #photos = 0;
  #problem: string | null = null;

  /** @throws StrandlineError `folder-not-found`, `no-permission`, `bad-argument` for a file. */
  constructor(directory: string, hooks: Hooks) {
    if (!existsSync(directory))
      throw new StrandlineError('folder-not-found', `There is no folder ${directory}.`);
    refuseUnreadable(directory);
    this.#directory = directory;
    this.#hooks = hooks;
    this.#watcher = watch(directory, {
      alwaysStat: true,
      depth: deepest,
      ignored: (path, stats) => stats?.isFile() === true && !isPhotoName(path),
    });
    this.#ready = new Promise<void>((done) => this.#watcher.once('ready', done)).then(() => this.#begin());
    this.#watcher.on('add', (path, stats) => {
      if (this.#isReady) void this.#take(path);
      else this.#waiting.set(path, stats?.size ?? 0);
    });
    this.#watcher.on('change', (path) => {
      if (this.#isReady) void this.#take(path);
    });
    this.#watcher.on('unlink', (path) => {
      if (this.#samples.get(path) === null) this.#samples.delete(path);
      if (this.#waiting.delete(path)) this.#hooks.changed(this.state);
    });
    this.#watcher.on('error', (error) => this.#say(wireError(error).message));
    this.#watcher.on('unlinkDir', (path) => {
      if (path === directory) this.#say(`The folder ${directory} is gone. Stop watching, or put it back.`);
    });
  }

  get state(): WatchState {
    return {
      directory: this.#directory,
      sample: this.sample,
      photos: this.#photos,
      waiting: this.#waiting.size,
      problem: this.#problem,
    };
  }

  /**
   * The sample that gets what appears now; null where none does. One whose making was undone gives way to the one before
   * it and has it back by a redo; one that was put into the bin does not: nobody said that another shall have its photos.
   */
  get sample(): SampleId | null {
    const target = this.#targets.findLast(
      (sample) => sample === null || this.#hooks.standingOf(sample) !== 'unmade',
    );
    return typeof target === 'number' && this.#hooks.standingOf(target) === 'in-use' ? target : null;
  }

  /** Files that belong to no sample yet, in order of their names. */
  get waiting(): string[] {
    return [...this.#waiting.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  /** Resolves once everything that appears from now on is noticed. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Chooses the sample that gets what appears from now on. */
  aim(sample: SampleId | null): void {
    if (sample === this.#targets.at(-1)) return;
    this.#targets.push(sample);
    this.#hooks.changed(this.state);
  }

  /** What waits is dealt with, or shall be left alone. */
  leaveWaiting(): void {
    this.#waiting.clear();
    this.#problem = null;
    this.#hooks.changed(this.state);
  }

  /** Ends watching; what is being added is waited for. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watcher.close();
    await this.#turn;
  }

  #begin(): void {
    for (const path of this.#hooks.known(this.#waiting)) this.#waiting.delete(path);
    this.#isReady = true;
  }

  async #take(path: string): Promise<void> {
    const known = this.#samples.get(path);
    const sample = known === undefined ? this.sample : known;
    const name = basename(path);
    if (this.#busy.has(path)) return;
    if (sample === null) {
      this.#samples.set(path, null);
      this.#waiting.set(path, 0);
      this.#say(`${name} came while no sample was chosen. Choose its sample, then add what waits.`);
      return;
    }
    this.#busy.add(path);
    // One that lay there before and is written anew is a new photo.
    this.#waiting.delete(path);
    this.#samples.set(path, sample);
    const whole = await settled(path, this.#stop.signal);
    if (whole) await this.#inTurn(() => this.#add(path, sample));
    else if (!this.#stop.signal.aborted) {
      this.#samples.delete(path);
      this.#say(`${name} was gone before it could be read. Save it again.`);
    }
    this.#busy.delete(path);
  }

  async #add(path: string, sample: SampleId): Promise<void> {
    const name = basename(path);
    try {
      const { photos, duplicates, skipped } = await this.#hooks.add(path, sample);
      const [left] = skipped;
      if (left === undefined) this.#samples.delete(path);
      this.#photos += photos;
      this.#say(
        left !== undefined
          ? `${name} was left out: ${left.reason}. Save it again.`
          : duplicates > 0
            ? `${name} is in the lab already.`
            : null,
      );
    } catch (error) {
      this.#samples.delete(path);
      this.#say(`${name} was not added: ${wireError(error).message}`);
    }
  }

  /** One after another, so that angles come in the order in which they were saved. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }

  #say(problem: string | null): void {
    this.#problem = problem;
    this.#hooks.changed(this.state);
  }
}

function refuseUnreadable(directory: string): void {
  try {
    readdirSync(directory);
  } catch (error) {
    throw explained(error, directory);
  }
}

function isPhotoName(path: string): boolean {
  return kindOfFile(basename(path)).kind === 'photo';
}
