import { AsyncLocalStorage } from 'node:async_hooks';

/** The person at the other end of the link over which something was asked, for as long as it goes on. */
const asking = new AsyncLocalStorage<string>();

/** Does what somebody asked for; what it sets off later is theirs, too. */
export function askedBy<T>(person: string, work: () => T): T {
  return asking.run(person, work);
}

/** Who asked for what is being done; undefined where one person alone has the lab open. */
export function personAsking(): string | undefined {
  return asking.getStore();
}
