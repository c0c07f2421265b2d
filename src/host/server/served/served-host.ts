import { resolve } from 'node:path';
import { askedBy } from '#host/lib/asking.ts';
import { contract } from '#shared/contract/contract.ts';
import { entryNamed, pathsNamed } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Host } from '../host.ts';

type AnyHandler = (args: unknown) => unknown;
type AnyHandlers = Record<string, Record<string, AnyHandler>>;

/** Calls that may name the lab's own folder, and no other; what else names a path is refused. */
const aboutTheFolder = new Set(['lab.open', 'lab.backups', 'lab.previewRestore']);

/**
 * A host as one person has it over a link: the lab that is served and no other, without the files around it, and with edits
 * that bear the person's name.
 *
 * @param directory the lab's folder.
 */
export function servedHost(host: Host, directory: string, person: string): Host {
  let name = person;
  const own: AnyHandlers = {
    lab: {
      open: () => host.handlers.lab.current(undefined),
      // The lab stays open for whoever else has it, and for what runs.
      close: () => undefined,
    },
    edits: {
      // Here a person's name is the link's; the lab keeps the one of its own computer.
      signIn: (args) => void (name = (args as { person: string }).person),
    },
  };
  const handlers = Object.fromEntries(
    Object.entries(host.handlers as unknown as AnyHandlers).map(([topic, calls]) => [
      topic,
      Object.fromEntries(
        Object.entries({ ...calls, ...own[topic] }).map(([key, handler]) => [
          key,
          (args: unknown) => {
            refusePaths(`${topic}.${key}`, args, directory);
            return askedBy(name, () => handler(args));
          },
        ]),
      ),
    ]),
  );
  // The same calls by the same names; the compiler cannot follow Object.fromEntries.
  return { ...host, handlers: handlers as unknown as Host['handlers'] };
}

/** Refuses what is about files of the lab's computer: whoever is far away neither sees them nor chose them there. */
function refusePaths(name: string, args: unknown, directory: string): void {
  const entry = entryNamed(contract, name);
  const named = entry?.kind === 'call' ? pathsNamed(entry, args).map(({ path }) => path) : [];
  const foreign = named.find((path) => resolve(path) !== directory || !aboutTheFolder.has(name));
  if (foreign === undefined) return;
  if (name === 'lab.open')
    throw new StrandlineError('unsupported', `Over this link the lab ${directory} is open, and no other.`);
  throw new StrandlineError(
    'unsupported',
    `This is done on the computer that has the lab, since files and folders there are needed (${foreign}).`,
  );
}
