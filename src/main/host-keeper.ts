import type { Reply } from '#shared/contract/wire.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { type RunningHost, startHost } from './host-process.ts';
import { strings } from './strings.ts';

type AnnounceEvent = (name: string, payload: unknown) => void;

/** Ends within this time count as one trouble; after so many of them the lab's process is no longer started by itself. */
const trouble = { withinMs: 60_000, ends: 3 };

/**
 * Keeps one host running. When it ends by itself, another is started and the window is told; the lab is safe on disk. A
 * host that ends again and again stays down until somebody starts it.
 */
export class HostKeeper {
  readonly #announce: AnnounceEvent;
  #host: RunningHost | undefined;
  #endedAt: number[] = [];
  #stopping = false;

  constructor(announce: AnnounceEvent) {
    this.#announce = announce;
    this.restart();
  }

  /** Asks the host; its being gone is an error value like any other. */
  async ask(name: string, args: unknown): Promise<Reply> {
    try {
      if (this.#host === undefined) throw new StrandlineError('host-gone', strings.hostDown);
      const { connection } = this.#host;
      await connection.ready;
      return await connection.ask(name, args);
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }

  /** Starts a host where none is running. */
  restart(): void {
    if (this.#host !== undefined) return;
    const host = startHost();
    this.#host = host;
    host.connection.onEvent(this.#announce);
    void host.ended.then((reason) => this.#onEnd(reason));
  }

  /** Closes the lab and ends the host, by force if it takes too long. */
  async stop(patienceMs = 5000): Promise<void> {
    this.#stopping = true;
    const host = this.#host;
    if (host === undefined) return;
    const impatient = setTimeout(() => host.kill(), patienceMs);
    await this.ask('lab.close', undefined);
    host.kill();
    await host.ended;
    clearTimeout(impatient);
  }

  #onEnd(reason: string): void {
    this.#host = undefined;
    if (this.#stopping) return;
    const now = Date.now();
    this.#endedAt = [...this.#endedAt.filter((at) => now - at < trouble.withinMs), now];
    const down = this.#endedAt.length >= trouble.ends;
    if (down) this.#endedAt = [];
    else this.restart();
    this.#announce('shell.hostGone', { reason, down });
  }
}
