import type { Transport } from '#shared/contract/define.ts';
import type { HostConnection } from '#host/server/connect.ts';

/** What of a connection a transport needs. */
type Connection = Pick<HostConnection, 'request' | 'onEvent'>;

/** A transport whose host can be replaced by another one; who listens goes on listening. */
export interface SwitchedTransport extends Transport {
  switchTo(connection: Connection): void;
}

export function switchedTransport(first: Connection): SwitchedTransport {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const tell = (name: string, payload: unknown): void => {
    for (const listener of listeners) listener(name, payload);
  };
  let current = first;
  let stop = first.onEvent(tell);
  return {
    request: (name, args) => current.request(name, args),
    subscribe(name, listener) {
      const hear = (said: string, payload: unknown): void => (said === name ? listener(payload) : undefined);
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    switchTo(connection) {
      stop();
      current = connection;
      stop = connection.onEvent(tell);
    },
  };
}
