import { Carrier } from '#host/server/parcels/carrier.ts';
import { attachIfServed } from '#host/server/served/attach.ts';
import { FarFrames } from '#host/server/served/far-frames.ts';
import { FarPhotos, pruneFarPhotos } from '#host/server/served/far-photos.ts';
import { type Link, linkBySocket, linkBySsh } from '#host/server/served/link.ts';
import {
  type LabAddress,
  formatLabAddress,
  isLabAddress,
  parseLabAddress,
} from '#shared/domain/lab-address.ts';
import type { Reply } from '#shared/contract/wire.ts';
import { StrandlineError, fromWireError, toWireError } from '#shared/errors.ts';
import type { HostKeeper } from './host-keeper.ts';
import { LabLink } from './lab-link.ts';
import { strings } from './strings.ts';

interface Kept {
  /** The host of this program. */
  readonly own: HostKeeper;
  readonly announce: (name: string, payload: unknown) => void;
  /** Where photos of labs on other computers are kept. */
  readonly photos: string;
}

type Connect = ConstructorParameters<typeof LabLink>[0]['connect'];
type Picture = Awaited<ReturnType<FarPhotos['picture']>>;

/** Calls that open another lab of this computer, by a folder. */
const openers = new Set(['lab.open', 'lab.create', 'demo.create']);

/** Whom the window's questions go to: the program's own host, or the one that has the lab which is open. */
export class LabKeeper {
  readonly #kept: Kept;
  #link: LabLink | undefined;
  /** Brings files over the link. */
  #carrier: Carrier | undefined;
  #pictures: FarPhotos | undefined;
  #frames: FarFrames | undefined;
  /** Ends the attempt to reach a lab on another computer. */
  #reaching: AbortController | undefined;

  constructor(kept: Kept) {
    this.#kept = kept;
    void pruneFarPhotos(kept.photos);
  }

  /** Where the open lab is, if on another computer. */
  get address(): LabAddress | undefined {
    const name = this.#link?.name;
    return name !== undefined && isLabAddress(name) ? parseLabAddress(name) : undefined;
  }

  /** Asks whoever has the lab; a failure is a value like any other answer. */
  async ask(name: string, args: unknown): Promise<Reply> {
    if (openers.has(name)) return this.#open(name, args);
    if (this.#link === undefined) return this.#kept.own.ask(name, args);
    if (name === 'lab.close') {
      this.#leave();
      return { ok: true, value: undefined };
    }
    return (this.#frames ?? this.#carrier ?? this.#link).ask(name, args);
  }

  /** The same of what changes nothing; where a link is lost it waits until that is there again. */
  async askWhenThere(name: string, args: unknown): Promise<Reply> {
    return this.#link?.askWhenThere(name, args) ?? this.#kept.own.ask(name, args);
  }

  /** Stops reaching for a lab on another computer; the one that is open stays so. */
  stopReaching(): void {
    this.#reaching?.abort(new StrandlineError('cancelled', strings.notReached));
    this.#reaching = undefined;
  }

  /** Stops what goes over the link. */
  stopCarrying(): void {
    this.#carrier?.stop();
  }

  /** A photo of a lab on another computer. @returns undefined where the lab's files are on this one. @throws as `picture`. */
  async farPicture(hash: string, size: Parameters<FarPhotos['picture']>[1]): Promise<Picture | undefined> {
    return this.#pictures?.picture(hash, size);
  }

  async #open(name: string, args: unknown): Promise<Reply> {
    const directory = (args as { directory: string }).directory;
    // Whoever opens another lab waits for this one no more.
    this.stopReaching();
    if (this.#link?.name === directory) return this.#link.ask('lab.current', undefined);
    if (isLabAddress(directory)) return this.#openFar(directory);
    const reply = await this.#kept.own.ask(name, args);
    if (reply.ok) this.#leave();
    const isLocked = !reply.ok && name === 'lab.open' && reply.error.code === 'lab-locked';
    return isLocked ? this.#openServed(directory, reply) : reply;
  }

  async #openFar(text: string): Promise<Reply> {
    const reaching = new AbortController();
    this.#reaching = reaching;
    const { signal } = reaching;
    try {
      const address = parseLabAddress(text);
      const name = formatLabAddress(address);
      const connect: Connect = (person) =>
        linkBySsh(address, { silent: true, signal, ...(person !== undefined && { person }) });
      const reply = await this.#goOver(name, connect, { signal });
      const [link, carrier] = [this.#link, this.#carrier];
      if (!reply.ok || link === undefined || carrier === undefined) return reply;
      const request = async (call: string, args: unknown): Promise<unknown> => {
        const answer = await link.askWhenThere(call, args);
        if (!answer.ok) throw fromWireError(answer.error);
        return answer.value;
      };
      this.#pictures = new FarPhotos({ folder: this.#kept.photos, address: name, request });
      this.#frames = new FarFrames({
        here: (call, args) => this.#kept.own.ask(call, args),
        there: (call, args) => carrier.ask(call, args),
      });
      return reply;
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    } finally {
      // Once it is there, nothing ends the way back to it but leaving it.
      if (this.#reaching === reaching) this.#reaching = undefined;
    }
  }

  /** A lab that another host of this account serves is taken up there; otherwise what was refused stays refused. */
  async #openServed(directory: string, refused: Reply): Promise<Reply> {
    try {
      if ((await attachIfServed(directory).then((socket) => socket?.destroy())) === undefined) return refused;
      const connect = async (person: string | undefined): Promise<Link> => {
        const socket = await attachIfServed(directory);
        if (socket === undefined) throw new Error(`${directory} is not served any more`);
        return linkBySocket(socket, person === undefined ? {} : { person });
      };
      return await this.#goOver(directory, connect, { sameComputer: true });
    } catch {
      return refused;
    }
  }

  async #goOver(
    name: string,
    connect: Connect,
    { signal, sameComputer = false }: { signal?: AbortSignal; sameComputer?: boolean } = {},
  ): Promise<Reply> {
    const { announce } = this.#kept;
    const link: LabLink = new LabLink({
      name,
      connect,
      announce: (said, payload) => {
        if (said === 'shell.linkChanged') carrier.forget();
        carrier.hear(said, payload);
      },
    });
    const carrier = new Carrier({
      ask: (call, args) => link.ask(call, args),
      tell: announce,
      onProgress: (progress) => announce('shell.carrying', { progress }),
      patient: true,
      sameComputer,
    });
    await link.open();
    const reply = await link.ask('lab.current', undefined);
    if (!reply.ok || signal?.aborted === true) {
      link.leave();
      signal?.throwIfAborted();
      return reply;
    }
    // One lab at a time: the one before is closed once the next is there.
    this.#leave();
    await this.#kept.own.ask('lab.close', undefined);
    try {
      signal?.throwIfAborted();
    } catch (error) {
      link.leave();
      throw error;
    }
    this.#link = link;
    this.#carrier = carrier;
    return reply;
  }

  #leave(): void {
    this.#link?.leave();
    this.#link = undefined;
    this.#carrier?.stop();
    this.#carrier = undefined;
    this.#pictures = undefined;
    this.#frames = undefined;
  }
}
