import { parsedAnswer } from './answer.ts';
import { parsedMessage } from './wire.ts';
import type { Call, ClientOf, ContractShape, Event, Transport } from './define.ts';

/** Builds the whole typed API over a transport. Results and payloads are parsed on arrival. */
export function createClient<C extends ContractShape>(contract: C, transport: Transport): ClientOf<C> {
  const topics = Object.entries(contract).map(([topic, group]) => {
    const members = Object.entries(group).map(([key, entry]) =>
      clientMember(`${topic}.${key}`, key, entry, transport),
    );
    return [topic, Object.fromEntries(members)] as const;
  });
  // The mapped type says exactly what the loop above makes; the compiler cannot follow Object.fromEntries.
  return Object.fromEntries(topics) as ClientOf<C>;
}

function clientMember(
  name: string,
  key: string,
  entry: Call | Event,
  transport: Transport,
): [string, unknown] {
  if (entry.kind === 'call') {
    return [
      key,
      async (args: unknown) => parsedAnswer(name, entry.result, await transport.request(name, args)),
    ];
  }
  const subscribe = (listener: (payload: unknown) => void): (() => void) =>
    transport.subscribe(name, (payload) => listener(parsedMessage(entry.payload, payload)));
  return [`on${key.charAt(0).toUpperCase()}${key.slice(1)}`, subscribe];
}
