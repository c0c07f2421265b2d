import type { Reply } from '#shared/contract/wire.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { type HostEnd, type RunningHost, startHost } from './host-process.ts';
import { strings } from './strings.ts';

interface Listeners {
  /** Says something to the window. */
  readonly announce: (name: string, payload: unknown) => void;
  /** A host ended by itself before it was ready; none is running until somebody starts one. */
  readonly cannotStart: (end: HostEnd) => void;
}

/** Ends within this time count as one trouble; after so many of them the lab's process is no longer started by itself. */
const trouble = { withinMs: 60_000, ends: 3 };

/**
 * Keeps one host running. When it ends by itself, another is started and the window is told; the lab is safe on disk. A
 * host that ends again and again, or cannot even start, stays down until somebody starts it.
 */
export class HostKeeper {
  readonly #listeners: Listeners;
  #host: RunningHost | undefined;
  #endedAt: number[] = [];
  #stopping = false;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
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
    let ready = false;
    host.connection.ready.then(
      () => (ready = true),
      () => undefined,
    );
    host.connection.onEvent(this.#listeners.announce);
    void host.ended.then((end) => {
      this.#host = undefined;
      if (this.#stopping) return;
      if (ready || end.stopped) this.#startAnother(end.reason);
      else this.#listeners.cannotStart(end);
    });
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

  #startAnother(reason: string): void {
    const now = Date.now();
    this.#endedAt = [...this.#endedAt.filter((at) => now - at < trouble.withinMs), now];
    const down = this.#endedAt.length >= trouble.ends;
    if (down) this.#endedAt = [];
    else this.restart();
    this.#listeners.announce('shell.hostGone', { reason, down });
  }
}
