import type { Link } from '#host/server/served/link.ts';
import { labTopicSchema } from '#shared/domain/lab.ts';
import { contract } from '#shared/contract/contract.ts';
import { entryNamed } from '#shared/contract/define.ts';
import { changesNothing } from '#shared/contract/reads.ts';
import type { Reply } from '#shared/contract/wire.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { strings } from './strings.ts';

interface Far {
  /** What the lab is called by: its address, or its folder on this computer. */
  readonly name: string;
  /** Reaches it, under the name by which its edits go; the person's own where none was chosen. */
  readonly connect: (person: string | undefined) => Promise<Link>;
  /** Says something to the window. */
  readonly announce: (name: string, payload: unknown) => void;
}

/** Between attempts to come back; the last one again and again. */
const pausesMs = [500, 2000, 5000, 10_000];

/**
 * A lab that another host has, for as long as the window has it open. A link that is lost is told of, and taken up again
 * until it is there or nobody wants it any more; then everything that is shown is asked for anew.
 */
export class LabLink {
  readonly #far: Far;
  #link: Link | undefined;
  /** The lab's folder as its host says it. */
  #folder: string | undefined;
  #person: string | undefined;
  #left = false;
  /** Resolves when a link that is lost is there again, or nobody wants it any more. */
  #back = Promise.withResolvers<undefined>();

  constructor(far: Far) {
    this.#far = far;
  }

  get name(): string {
    return this.#far.name;
  }

  /** @throws StrandlineError that says why it cannot be reached. */
  async open(): Promise<void> {
    const link = await this.#far.connect(this.#person);
    if (this.#left) {
      link.close();
      return;
    }
    this.#link = link;
    this.#back.resolve(undefined);
    link.connection.onEvent((name, payload) => {
      if (isOfLab(name, payload)) this.#far.announce(name, payload);
    });
    void link.ended.then((reason) => this.#comeBack(link, reason));
  }

  /**
   * Asks the lab's host; what it calls its folder is the lab's name here, and the other way round. What changes nothing and was
   * lost with the link is asked again when that is there; an edit is not, which may have arrived.
   */
  async ask(name: string, args: unknown): Promise<Reply> {
    const link = this.#link;
    try {
      return await this.#answered(name, args);
    } catch (error) {
      const wire = toWireError(error);
      if (link === undefined || wire.code !== 'host-gone' || !changesNothing(name))
        return { ok: false, error: wire };
      await link.ended;
      return this.askWhenThere(name, args);
    }
  }

  /** The same of what changes nothing: while the link is lost it waits, and what was lost with it is asked again. */
  async askWhenThere(name: string, args: unknown): Promise<Reply> {
    while (!this.#left) {
      const link = this.#link;
      if (link === undefined) await this.#back.promise;
      else
        try {
          return await this.#answered(name, args);
        } catch (error) {
          const wire = toWireError(error);
          if (wire.code !== 'host-gone') return { ok: false, error: wire };
          await link.ended;
        }
    }
    return { ok: false, error: toWireError(new StrandlineError('host-gone', strings.linkLost(this.name))) };
  }

  /** Ends the link; the lab goes on where it is. */
  leave(): void {
    this.#left = true;
    this.#link?.close();
    this.#link = undefined;
    this.#back.resolve(undefined);
  }

  /** @throws StrandlineError `host-gone` where the link is lost before there is an answer. */
  async #answered(name: string, args: unknown): Promise<Reply> {
    if (this.#link === undefined) throw new StrandlineError('host-gone', strings.linkLost(this.name));
    const reply = await this.#link.connection.ask(name, this.#there(args));
    if (reply.ok && name === 'edits.signIn') this.#person = personIn(args);
    if (reply.ok && (name === 'lab.current' || name === 'lab.open'))
      return { ok: true, value: this.#here(reply.value) };
    if (reply.ok && name === 'lab.restore' && isRecord(reply.value))
      return { ok: true, value: { ...reply.value, lab: this.#here(reply.value.lab) } };
    return reply;
  }

  async #comeBack(lost: Link, reason: string): Promise<void> {
    if (this.#left || this.#link !== lost) return;
    this.#link = undefined;
    this.#back = Promise.withResolvers();
    this.#far.announce('shell.linkChanged', { lab: this.name, lost: reason });
    if (!(await this.#tryUntilThere())) return;
    this.#far.announce('shell.linkChanged', { lab: this.name, lost: null });
    for (const topic of labTopicSchema.options) this.#far.announce('lab.changed', { topic });
  }

  /** @returns whether it is there; not where nobody wants it any more. */
  async #tryUntilThere(): Promise<boolean> {
    for (let attempt = 0; this.#isAway(); attempt += 1) {
      const pause = pausesMs[Math.min(attempt, pausesMs.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, pause));
      // What is in the way now may be gone at the next attempt; the window says all the while that the link is lost.
      if (this.#isAway()) await this.open().catch(() => undefined);
    }
    return this.#link !== undefined;
  }

  /** Whether somebody wants the link that is not there. */
  #isAway(): boolean {
    return !this.#left && this.#link === undefined;
  }

  #there(args: unknown): unknown {
    return isRecord(args) && args.directory === this.name && this.#folder !== undefined
      ? { ...args, directory: this.#folder }
      : args;
  }

  #here(lab: unknown): unknown {
    if (!isRecord(lab) || typeof lab.directory !== 'string') return lab;
    this.#folder = lab.directory;
    return { ...lab, directory: this.name };
  }
}

/** Whether an event is one that a lab has to tell: the shell's, such as a menu's command, are none of another computer's. */
function isOfLab(name: string, payload: unknown): boolean {
  const entry = name.startsWith('shell.') ? undefined : entryNamed(contract, name);
  return entry?.kind === 'event' && entry.payload.safeParse(payload).success;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function personIn(args: unknown): string | undefined {
  return isRecord(args) && typeof args.person === 'string' ? args.person : undefined;
}
