import { wireError } from '#host/lib/explained.ts';
import { contract } from '#shared/contract/contract.ts';
import { dispatch } from '#shared/contract/dispatch.ts';
import { type FromHost, type Reply, parsedMessage, toHostSchema } from '#shared/contract/wire.ts';
import type { Host } from './host.ts';
import type { Port } from '#host/processes/port.ts';

/** Answers the requests that arrive at a port, and passes the host's events on to it. */
export function serveHost(host: Host, port: Port): void {
  const post = (message: FromHost): void => port.post(message);
  const unsubscribe = host.events.onAny((name, payload) => post({ kind: 'event', name, payload }));
  port.onClose(unsubscribe);
  port.onMessage((raw) => {
    const { id, name, args } = parsedMessage(toHostSchema, raw);
    void answer(host, name, args)
      .then((reply) => post({ kind: 'reply', id, reply }))
      // A port may refuse what is too much for one message.
      .catch((error: unknown) => post({ kind: 'reply', id, reply: { ok: false, error: wireError(error) } }));
  });
  post({ kind: 'ready' });
}

async function answer(host: Host, name: string, args: unknown): Promise<Reply> {
  try {
    return { ok: true, value: await dispatch(contract, host.handlers, name, args) };
  } catch (error) {
    return { ok: false, error: wireError(error) };
  }
}
