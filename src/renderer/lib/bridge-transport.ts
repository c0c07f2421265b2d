import type { Transport } from '#shared/contract/define.ts';
import { type Bridge, replySchema } from '#shared/contract/wire.ts';
import { fromWireError } from '#shared/errors.ts';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly strandline: Bridge;
  }
}

/** The client's transport over the preload's bridge. Errors arrive as values there and are thrown from here on. */
export function bridgeTransport(bridge: Bridge): Transport {
  return {
    async request(name, args) {
      const reply = replySchema.parse(await bridge.request(name, args));
      if (!reply.ok) throw fromWireError(reply.error);
      return reply.value;
    },
    subscribe: (name, listener) => bridge.subscribe(name, listener),
  };
}
