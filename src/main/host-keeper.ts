import type { Reply } from '#shared/contract/wire.ts';
import { toWireError } from '#shared/errors.ts';
import { type RunningHost, startHost } from './host-process.ts';

type AnnounceEvent = (name: string, payload: unknown) => void;

/** Keeps one host running. When it ends by itself, another is started and the window is told; the lab is safe on disk. */
export class HostKeeper {
  readonly #announce: AnnounceEvent;
  #host: RunningHost;
  #stopping = false;

  constructor(announce: AnnounceEvent) {
    this.#announce = announce;
    this.#host = this.#start();
  }

  /** Asks the host; its being gone is an error value like any other. */
  async ask(name: string, args: unknown): Promise<Reply> {
    try {
      await this.#host.connection.ready;
      return await this.#host.connection.ask(name, args);
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }

  /** Closes the lab and ends the host, by force if it takes too long. */
  async stop(patienceMs = 5000): Promise<void> {
    this.#stopping = true;
    const impatient = setTimeout(() => this.#host.kill(), patienceMs);
    await this.ask('lab.close', undefined);
    this.#host.kill();
    await this.#host.ended;
    clearTimeout(impatient);
  }

  #start(): RunningHost {
    const host = startHost();
    host.connection.onEvent(this.#announce);
    void host.ended.then((reason) => {
      if (this.#stopping) return;
      this.#host = this.#start();
      this.#announce('shell.hostGone', { reason });
    });
    return host;
  }
}
