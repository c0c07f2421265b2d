import { type StrandlineContract, contract } from '#shared/contract/contract.ts';
import { type HandlersOf, type Transport, entryNamed } from '#shared/contract/define.ts';
import { dispatch } from '#shared/contract/dispatch.ts';

type AllHandlers = HandlersOf<StrandlineContract>;
/** Answers to the calls that a test expects; the rest of the contract may be left out. */
export type FakeHandlers = { [T in keyof AllHandlers]?: Partial<AllHandlers[T]> };

export interface FakeTransport extends Transport {
  /** Announces something as the host would; the payload is checked against the contract. */
  emit(name: string, payload: unknown): void;
  /** How many subscriptions are open. */
  readonly listeners: number;
}

/**
 * The window's other side, made of the same contract as the real one: arguments, results and payloads are parsed, and a
 * call without a handler rejects.
 */
export function createFakeTransport(handlers: FakeHandlers): FakeTransport {
  const open = new Set<{ name: string; listener: (payload: unknown) => void }>();
  return {
    request: (name, args) => dispatch(contract, handlers, name, args),
    subscribe(name, listener) {
      const subscription = { name, listener };
      open.add(subscription);
      return () => open.delete(subscription);
    },
    emit(name, payload) {
      const entry = entryNamed(contract, name);
      if (entry?.kind !== 'event') throw new Error(`The contract has no event ${name}.`);
      const parsed = entry.payload.parse(payload);
      for (const subscription of [...open]) if (subscription.name === name) subscription.listener(parsed);
    },
    get listeners() {
      return open.size;
    },
  };
}
