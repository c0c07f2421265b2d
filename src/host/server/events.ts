import type { z } from 'zod';
import type { contract } from '#shared/contract/contract.ts';

type Topics = typeof contract;

/** Wire names of all events, with their payloads: `jobs.changed`, `lab.changed`, … */
export type EventPayloads = {
  [
    T in keyof Topics as {
      [K in keyof Topics[T]]: Topics[T][K] extends { kind: 'event' } ? `${T & string}.${K & string}` : never;
    }[keyof Topics[T]]
  ]: {
    [K in keyof Topics[T]]: Topics[T][K] extends { kind: 'event'; payload: infer P extends z.ZodType }
      ? z.output<P>
      : never;
  }[keyof Topics[T]];
};

type AnyListener = (name: string, payload: unknown) => void;

/** The host's announcements. Listeners hear everything; a transport passes it on, a client picks what it wants. */
export class HostEvents {
  readonly #listeners = new Set<AnyListener>();

  emit<N extends keyof EventPayloads>(name: N, payload: EventPayloads[N]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  /** @returns the function that ends the subscription. */
  onAny(listener: AnyListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
