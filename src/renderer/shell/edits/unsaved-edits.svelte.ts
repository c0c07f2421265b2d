import type { FieldValue } from '#shared/fields/field.ts';
import { toWireError } from '#shared/errors.ts';
import { byId } from '../../lib/by-id.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { fieldText } from '../../lib/field-text.ts';
import { isAway } from '../../lib/is-away.ts';
import type { Unsaved } from '../../lib/unsaved.ts';
import { editsStrings as words } from './strings.ts';

/** A value that a person has written over others: one field, of one thing or of several. */
export interface Writing {
  /** Of what, and which of its fields: `sample notes`. */
  readonly field: string;
  readonly value: FieldValue;
  /** What each thing had when it was written over, by the thing's id. */
  readonly before: ReadonlyMap<number, FieldValue>;
  /** Asks what they have now; what is not there any more is missing. */
  readonly now: (ids: number[]) => Promise<ReadonlyMap<number, FieldValue>>;
  readonly save: (ids: number[]) => Promise<unknown>;
  /** How a value is shown. Default: as it is written. */
  readonly shown?: (value: FieldValue) => string;
  /** Where given, what somebody else has written meanwhile stays, and this is said; otherwise the person is asked. */
  readonly givesWay?: (things: number) => string;
}

interface Kept extends Writing {
  /** The folder or address of its lab. */
  readonly lab: string;
  /** Why it does not go to the lab by itself; undefined while it waits for the link. */
  readonly held: { readonly theirs: FieldValue } | { readonly refused: string } | undefined;
}

/** What became of a writing: it is saved, it waits for the link, or the lab has refused it, which was said. */
export type Outcome = 'saved' | 'waits' | 'refused';

/**
 * What was written while the link to its lab was lost. It stays in its field, marked as not saved, and goes to the lab when
 * that is there again: where something else stands there by then, the person is asked which of the two shall hold.
 */
export class UnsavedEdits extends Controller {
  override readonly upon: Upon = { enter: () => this.#learn(), entered: () => this.#goOn() };
  readonly #inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  #kept = $state.raw<readonly Kept[]>([]);
  #lab = $state('');

  /** @param inTurn does a task when the edits before it are done. */
  constructor(core: WindowCore, inTurn: <T>(task: () => Promise<T>) => Promise<T>) {
    super(core);
    this.#inTurn = inTurn;
    core.untilDisposed(
      this.api.shell.onLinkChanged(({ lab, lost }) => {
        if (lost === null && lab === this.#lab) void this.tryAgain();
      }),
    );
  }

  /** How many things of this lab have something that is not saved. */
  get count(): number {
    return this.#here.reduce((sum, { before }) => sum + before.size, 0);
  }

  /** What was written over a thing's field and is not saved; undefined where nothing was. */
  at(field: string, id: number): FieldValue | undefined {
    return this.#of(field, id)?.value;
  }

  /** What stands beside a field of these things; undefined where all is saved. */
  noteOf(field: string, ids: readonly number[]): Unsaved | undefined {
    if (this.#kept.length === 0) return undefined;
    const kept = ids.map((id) => this.#of(field, id)).filter((one) => one !== undefined);
    const one = kept.find(({ held }) => held !== undefined) ?? kept[0];
    if (one === undefined) return undefined;
    if (one.held === undefined) return { says: words.waits, choices: [] };
    const theirs = 'theirs' in one.held ? one.held.theirs : undefined;
    return {
      says:
        'refused' in one.held ? one.held.refused : words.changed((one.shown ?? fieldText)(one.held.theirs)),
      choices: [
        { label: words.saveMine, run: () => void this.#insist(one) },
        { label: theirs === undefined ? words.dropMine : words.takeTheirs, run: () => this.#drop(one) },
      ],
    };
  }

  /** Saves what was written, or keeps it until the link is there. */
  write(writing: Writing): Promise<Outcome> {
    return this.#inTurn(async () => {
      const ids = [...writing.before.keys()];
      const kept = { ...writing, before: this.#startOf(writing), lab: this.#lab, held: undefined };
      if (ids.some((id) => this.#of(writing.field, id) !== undefined)) {
        this.#keep(kept);
        return (await this.#attempt(kept)) === undefined ? 'waits' : 'saved';
      }
      try {
        await writing.save(ids);
        return 'saved';
      } catch (error) {
        if (isAway(error)) {
          this.#keep(kept);
          return 'waits';
        }
        this.notices.report(error);
        return 'refused';
      }
    });
  }

  /** Saves what waits for the link. */
  tryAgain(): Promise<void> {
    return this.#inTurn(async () => {
      let saved = 0;
      for (const one of this.#here.filter(({ held }) => held === undefined))
        saved += (await this.#attempt(one)) ?? 0;
      if (saved > 0) this.notices.tell(words.savedAfterAll(saved));
    });
  }

  get #here(): readonly Kept[] {
    return this.#kept.filter(({ lab }) => lab === this.#lab);
  }

  override reset(): void {
    this.#lab = '';
  }

  async #learn(): Promise<void> {
    this.#lab = (await this.api.lab.current())?.directory ?? '';
  }

  async #goOn(): Promise<void> {
    if (this.count > 0) await this.tryAgain();
  }

  /** Saves what is kept, or keeps it with what is in the way. @returns as `settle`; undefined where something was. */
  async #attempt(one: Kept): Promise<number | undefined> {
    try {
      return await this.#settle(one);
    } catch (error) {
      if (!isAway(error)) {
        this.#keep({ ...one, held: { refused: words.refused(toWireError(error).message) } });
        this.notices.report(error);
      }
      return undefined;
    }
  }

  /** Saves where nobody else has written meanwhile. @returns of how many things. @throws what the lab says. */
  async #settle(one: Kept): Promise<number> {
    const ids = [...one.before.keys()];
    const now = await one.now(ids);
    const there = ids.filter((id) => now.has(id));
    const open = there.filter((id) => now.get(id) !== one.value);
    const mine = open.filter((id) => now.get(id) === one.before.get(id));
    const theirs = open.filter((id) => !mine.includes(id));
    if (mine.length > 0) await one.save(mine);
    this.#drop(one);
    if (there.length < ids.length) this.notices.tell(words.gone(ids.length - there.length));
    if (theirs.length > 0 && one.givesWay !== undefined) this.notices.tell(one.givesWay(theirs.length));
    else if (theirs.length > 0) {
      const before = byId(theirs.map((id) => [id, now.get(id) ?? null]));
      this.#keep({ ...one, before, held: { theirs: before.values().next().value ?? null } });
    }
    return there.length - theirs.length;
  }

  /** The person has seen what stands there, and wants theirs all the same. */
  async #insist(one: Kept): Promise<void> {
    await this.write(one);
  }

  #of(field: string, id: number): Kept | undefined {
    return this.#here.find((one) => one.field === field && one.before.has(id));
  }

  /** What each thing had when a person began to write over it. */
  #startOf({ field, before }: Writing): ReadonlyMap<number, FieldValue> {
    return byId(
      [...before].map(([id, value]) => {
        const earlier = this.#of(field, id);
        return [id, earlier === undefined ? value : (earlier.before.get(id) ?? null)];
      }),
    );
  }

  /** Keeps it in the place of what was written over the same things before. */
  #keep(one: Kept): void {
    const others = this.#kept.flatMap((other) => {
      if (other.field !== one.field || other.lab !== one.lab) return [other];
      const before = byId([...other.before].filter(([id]) => !one.before.has(id)));
      return before.size === 0 ? [] : [{ ...other, before }];
    });
    this.#kept = [...others, one];
  }

  #drop(one: Kept): void {
    this.#kept = this.#kept.filter((other) => other !== one);
  }
}
