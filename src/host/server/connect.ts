import type { Transport } from '#shared/contract/define.ts';
import { fromHostSchema, parsedMessage, type Reply, type ToHost } from '#shared/contract/wire.ts';
import { StrandlineError, fromWireError } from '#shared/errors.ts';
import type { Port } from '#host/processes/port.ts';

export interface HostConnection extends Transport {
  /** Like `request`, but an error is a value, ready to be passed on across a further border. */
  ask(name: string, args: unknown): Promise<Reply>;
  /** Resolves when the host says that it listens; rejects with `host-gone` if it ends first. */
  readonly ready: Promise<unknown>;
  /** Every event, by wire name; for a shell that passes them on. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
}

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: StrandlineError) => void;
}

/** The client's end of a port. When the host ends, all that is open is rejected with `host-gone`. */
export function connectToHost(port: Port): HostConnection {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const ready = Promise.withResolvers<undefined>();
  // Whoever does not wait for `ready` still hears of the end through its own requests.
  ready.promise.catch(() => undefined);
  let gone: StrandlineError | undefined;
  let nextId = 1;

  port.onMessage((raw) => {
    const message = parsedMessage(fromHostSchema, raw);
    if (message.kind === 'ready') ready.resolve(undefined);
    else if (message.kind === 'event')
      for (const listener of listeners) listener(message.name, message.payload);
    else {
      pending.get(message.id)?.resolve(message.reply);
      pending.delete(message.id);
    }
  });
  port.onClose((reason) => {
    gone = new StrandlineError(
      'host-gone',
      `The lab's process has ended (${reason}). Open the lab again; everything that was saved is still there.`,
    );
    ready.reject(gone);
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  });

  async function ask(name: string, args: unknown): Promise<Reply> {
    if (gone !== undefined) throw gone;
    const id = nextId++;
    const reply = Promise.withResolvers<Reply>();
    // A port may refuse what is too much for one message.
    port.post({ kind: 'request', id, name, args } satisfies ToHost);
    pending.set(id, reply);
    return reply.promise;
  }
  function onEvent(listener: (name: string, payload: unknown) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
  return {
    ready: ready.promise,
    ask,
    onEvent,
    async request(name, args) {
      const reply = await ask(name, args);
      if (!reply.ok) throw fromWireError(reply.error);
      return reply.value;
    },
    subscribe: (name, listener) =>
      onEvent((said, payload) => (said === name ? listener(payload) : undefined)),
  };
}
