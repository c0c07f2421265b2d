import { z } from 'zod';
import { isLabAddress, parseLabAddress } from '#shared/domain/lab-address.ts';
import { isFileName } from '#shared/domain/names.ts';
import { around } from '#shared/domain/place-there.ts';
import type { Api } from '../../lib/api.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import { Remembered } from '../../lib/remembered.svelte.ts';
import { pathWritten, within } from './place-path.ts';

type Listing = Awaited<ReturnType<Api['places']['list']>>;
type Side = 'here' | 'there';

/** What is asked for. */
export interface Wanted {
  readonly title: string;
  readonly what: 'folder' | 'file' | 'files';
  /** Of files, in small letters, without dots. */
  readonly endings: readonly string[];
  /** Whether it may be a folder that is not there yet. */
  readonly isNew: boolean;
  /** Whether it has to be one of the lab's computer. */
  readonly onlyThere: boolean;
}

/** A line of the list; `make`: a folder that is not there yet, of the name that was typed. */
export interface Choice {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'make';
  readonly link: boolean;
}

/**
 * Asks for folders and files where the lab is on another computer: of this one, by the system's dialog, or of the lab's, whose
 * folders are walked here.
 */
export class PlaceChooser extends Controller {
  readonly #side: Remembered<Side>;
  readonly #host: () => string | undefined;
  #wanted = $state.raw<Wanted>();
  #listing = $state.raw<Listing>();
  /** What `find` the listing was made with. */
  #found = '';
  #text = $state('');
  #at = $state(0);
  #marked = $state.raw<readonly string[]>([]);
  #problem = $state<string>();
  #looking = $state(false);
  /** The folder that was chosen last, while this lab is open. */
  #last = '~';
  /** Looks that were asked for: the last one counts. */
  #asked = 0;
  #here: () => Promise<readonly string[]> = () => Promise.resolve([]);
  #answer: (paths: readonly string[]) => void = () => undefined;

  /** What can be chosen, best first: those that begin as what was typed before those that have it elsewhere. */
  readonly choices: readonly Choice[] = $derived.by(() => {
    const text = pathWritten(this.#text) === undefined ? this.#text.trim() : '';
    const wanted = text.toLowerCase();
    const entries = this.#listing?.entries ?? [];
    const named = entries.filter(({ name }) => name.toLowerCase().includes(wanted));
    const begins = ({ name }: Choice): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    const sorted = wanted === '' ? named : named.toSorted((a, b) => begins(a) - begins(b));
    const isFree = isFileName(text) && !entries.some(({ name }) => name === text);
    const isNew = this.#wanted?.isNew === true && isFree && !this.#looking;
    return isNew ? [...sorted, { name: text, kind: 'make', link: false }] : sorted;
  });
  readonly at: number = $derived(Math.min(this.#at, Math.max(0, this.choices.length - 1)));

  /** @param host the computer that the lab is on; undefined where that is this one. */
  constructor(core: WindowCore, host: () => string | undefined) {
    super(core);
    this.#host = host;
    this.#side = new Remembered(
      core.outside.storage,
      'place-side',
      z.enum(['here', 'there']).default('here'),
    );
  }

  get host(): string {
    return this.#host() ?? '';
  }

  /** Undefined while nothing is asked for. */
  get wanted(): Wanted | undefined {
    return this.#wanted;
  }

  get side(): Side {
    return this.#wanted?.onlyThere === true ? 'there' : this.#side.value;
  }

  get listing(): Listing | undefined {
    return this.#listing;
  }

  get text(): string {
    return this.#text;
  }

  /** Why a folder could not be looked at. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get isLooking(): boolean {
    return this.#looking;
  }

  isMarked(name: string): boolean {
    return this.#marked.includes(name);
  }

  /** How many files are chosen already, of several. */
  get marked(): number {
    return this.#marked.length;
  }

  /** The folder that is not there yet, where the current line is one. */
  get made(): Choice | undefined {
    const choice = this.choices[this.at];
    return choice?.kind === 'make' ? choice : undefined;
  }

  /** Whether what is in view can be chosen as it is; a path that was written is gone to first. */
  get canTake(): boolean {
    if (this.#listing === undefined || pathWritten(this.#text) !== undefined) return false;
    return this.#wanted?.what === 'folder' || this.#marked.length > 0;
  }

  /**
   * @param here asks for it on this computer, by the system's dialog.
   * @returns the paths that were chosen, as calls name them; none where the person changed their mind.
   */
  async ask(wanted: Wanted, here: () => Promise<readonly string[]>): Promise<readonly string[]> {
    if (this.#host() === undefined) return here();
    this.close();
    this.#wanted = wanted;
    this.#here = here;
    const chosen = new Promise<readonly string[]>((resolve) => (this.#answer = resolve));
    if (this.side === 'there') await this.go(this.#last);
    return chosen;
  }

  async choose(side: Side): Promise<void> {
    this.#side.value = side;
    if (side === 'there' && this.#listing === undefined) await this.go(this.#last);
  }

  /** Asks on this computer. */
  async askHere(): Promise<void> {
    const paths = await this.notices.guard(() => this.#here());
    // Whoever changes their mind there may want the other computer.
    if (paths !== undefined && paths.length > 0) this.#end(paths);
  }

  /** Looks into a folder of the lab's computer. */
  async go(path: string): Promise<void> {
    if (await this.#look(path, '')) {
      this.#text = '';
      this.#at = 0;
      this.#marked = [];
    }
  }

  async up(): Promise<void> {
    const { at } = this.#listing ?? {};
    if (at === undefined || at === '/') return;
    const left = at.slice(at.lastIndexOf('/') + 1);
    await this.go(around(at));
    this.#at = Math.max(
      0,
      this.choices.findIndex(({ name }) => name === left),
    );
  }

  /** What was typed: a part of a name, or a path. */
  async type(text: string): Promise<void> {
    this.#text = text;
    this.#at = 0;
    const find = pathWritten(text) === undefined ? text.trim() : '';
    const listing = this.#listing;
    // What was told whole is looked through here.
    const isWhole = listing?.more === 0 && this.#found === '' && !listing.stopped;
    if (listing !== undefined && !isWhole) await this.#look(listing.at, find);
  }

  /** Walks the list; at its ends it stays. */
  move(by: number): void {
    this.#at = Math.min(Math.max(0, this.at + by), Math.max(0, this.choices.length - 1));
  }

  /** What Enter means, or a click on a line: opens a folder, chooses a file or marks it, goes to a path that was written. */
  async open(place = this.at): Promise<void> {
    const path = pathWritten(this.#text);
    if (path !== undefined) return this.go(path);
    const choice = this.choices[place];
    if (choice === undefined || this.#listing === undefined) return;
    this.#at = place;
    const target = within(this.#listing.at, choice.name);
    if (choice.kind === 'folder') await this.go(target);
    else if (choice.kind === 'make' || this.#wanted?.what === 'file') await this.#take([target]);
    else
      this.#marked = this.isMarked(choice.name)
        ? this.#marked.filter((name) => name !== choice.name)
        : [...this.#marked, choice.name];
  }

  /** Chooses the folder that is looked at, or the one to be made, or the files that are marked. */
  async take(): Promise<void> {
    const { at } = this.#listing ?? {};
    if (this.made !== undefined) return this.open();
    if (at === undefined || !this.canTake) return;
    await this.#take(this.#wanted?.what === 'folder' ? [at] : this.#marked.map((name) => within(at, name)));
  }

  /** Nothing is chosen. */
  close(): void {
    this.#end([]);
  }

  override reset(): void {
    this.close();
    this.#last = '~';
  }

  async #take(places: string[]): Promise<void> {
    const names = await this.notices.guard(() => this.api.shell.choosePlaces({ places }));
    if (names === undefined || names === null) return;
    this.#last = this.#listing?.at ?? this.#last;
    this.#end(names);
  }

  #end(paths: readonly string[]): void {
    this.#asked += 1;
    this.#wanted = undefined;
    this.#listing = undefined;
    this.#text = '';
    this.#at = 0;
    this.#marked = [];
    this.#problem = undefined;
    this.#looking = false;
    const answer = this.#answer;
    this.#answer = () => undefined;
    answer(paths);
  }

  /** @returns whether it is in view now. */
  async #look(at: string, find: string): Promise<boolean> {
    const asked = ++this.#asked;
    this.#looking = true;
    try {
      const listing = await this.api.places.list({ at, find, endings: [...(this.#wanted?.endings ?? [])] });
      if (asked !== this.#asked) return false;
      this.#listing = listing;
      this.#found = find;
      this.#problem = undefined;
      return true;
    } catch (error) {
      if (asked !== this.#asked) return false;
      this.#problem = error instanceof Error ? error.message : String(error);
      // The folder of last time may be gone.
      if (this.#listing === undefined && at !== '~') void this.go('~');
      return false;
    } finally {
      if (asked === this.#asked) this.#looking = false;
    }
  }
}

/** The computer that a lab is on by its address; undefined where it is this one. */
export function hostOf(directory: string | undefined): string | undefined {
  return directory !== undefined && isLabAddress(directory) ? parseLabAddress(directory).host : undefined;
}
