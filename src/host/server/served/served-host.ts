import { resolve } from 'node:path';
import { isThere, placeNamed } from '#shared/domain/place-there.ts';
import { askedBy } from '#host/lib/asking.ts';
import { contract } from '#shared/contract/contract.ts';
import { type Call, entryNamed, pathsNamed } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Host } from '../host.ts';
import { jobIn } from '../parcels/job-in.ts';
import { listPlace, placeHere } from './list-place.ts';
import { ParcelNames } from './parcel-names.ts';

type AnyHandler = (args: unknown) => unknown;
type AnyHandlers = Record<string, Record<string, AnyHandler>>;

/** Calls that may name the lab's own folder; other labs of the computer only as places, and where they are not opened. */
const aboutTheFolder = new Set(['lab.open', 'lab.backups', 'lab.previewRestore', 'lab.restore']);
/** Calls that would have the host hold another lab. */
const aboutAnother = new Set(['lab.open', 'lab.create', 'demo.create']);

interface Allowed {
  /** Whether the person may name places of this computer: they have its account, and not this lab alone. */
  readonly places: boolean;
}

/**
 * A host as one person has it over a link: the lab that is served and no other, without the files around it, and with edits
 * that bear the person's name. What a call reads was sent over the link before, and what it writes is fetched over it; who may
 * name places of this computer names them as such.
 *
 * @param directory the lab's folder.
 */
export function servedHost(host: Host, directory: string, person: string, { places }: Allowed): Host {
  let name = person;
  const names = new ParcelNames(directory);
  const own: AnyHandlers = {
    lab: {
      open: () => host.handlers.lab.current(undefined),
      // The lab stays open for whoever else has it, and for what runs.
      close: () => undefined,
      restore: async (args) => {
        const asked = args as Parameters<typeof host.handlers.lab.restore>[0];
        if (!places) throw refusedPlaces();
        if (resolve(asked.directory) !== directory) throw refused('lab.open', asked.directory, directory);
        await refuseWhileRunning(host);
        return host.handlers.lab.restore(asked);
      },
    },
    edits: {
      // Here a person's name is the link's; the lab keeps the one of its own computer.
      signIn: (args) => void (name = (args as { person: string }).person),
    },
    places: {
      list: (args) => {
        if (!places) throw refusedPlaces();
        return listPlace(args as Parameters<typeof listPlace>[0]);
      },
    },
  };
  function asked(called: string, handler: AnyHandler): AnyHandler {
    const entry = entryNamed(contract, called);
    return async (args) => {
      try {
        if (called.startsWith('parcels.')) useKey(names, args);
        const paths =
          entry?.kind === 'call' ? pathsHere(called, { entry, args, names, directory, places }) : undefined;
        const answer = await askedBy(name, () => handler(paths?.args ?? args));
        if (called.startsWith('parcels.')) useKey(names, answer);
        if (places && called.startsWith('watch.')) useWatched(names, answer);
        if (paths !== undefined && paths.taken.size > 0)
          removeTaken(host, answer, paths.taken, names).catch(() => undefined);
        // What a person walks is told as it is, and named by them.
        return called === 'places.list' ? answer : names.told(answer);
      } catch (error) {
        throw names.toldError(error);
      }
    };
  }
  const handlers = Object.fromEntries(
    Object.entries(host.handlers as unknown as AnyHandlers).map(([topic, calls]) => [
      topic,
      Object.fromEntries(
        Object.entries({ ...calls, ...own[topic] }).map(([key, handler]) => [
          key,
          asked(`${topic}.${key}`, handler),
        ]),
      ),
    ]),
  );
  const events: Host['events'] = {
    onAny: (listener) =>
      host.events.onAny((said, payload) => {
        if (places && said === 'watch.changed') useWatched(names, payload);
        listener(said, names.told(payload));
      }),
  };
  // The same calls by the same names; the compiler cannot follow Object.fromEntries.
  return { ...host, events, handlers: handlers as unknown as Host['handlers'] };
}

function useKey(names: ParcelNames, said: unknown): void {
  if (typeof said === 'object' && said !== null && 'key' in said) names.use(String(said.key));
}

/** What lies in a folder that is watched is named as a place, whoever said that it is to be watched. */
function useWatched(names: ParcelNames, said: unknown): void {
  if (typeof said === 'object' && said !== null && 'directory' in said)
    names.usePlace(String(said.directory));
}

interface Asked extends Allowed {
  readonly entry: Call;
  readonly args: unknown;
  readonly names: ParcelNames;
  readonly directory: string;
}

/**
 * The arguments with the paths that things have here. Whoever is far away names what they sent and what they will fetch; all else
 * is refused, since they neither see the files of the lab's computer nor chose them there.
 */
function pathsHere(
  name: string,
  { entry, args, names, directory, places }: Asked,
): { args: unknown; taken: Set<string> } | undefined {
  if (pathsNamed(entry, args).length === 0) return undefined;
  const taken = new Set<string>();
  const here = entry.paths(args, (path, use) => {
    if (aboutTheFolder.has(name) && (placeNamed(path) ?? resolve(path)) === directory) return directory;
    if (isThere(path) && !aboutAnother.has(name)) {
      if (!places) throw refusedPlaces();
      const place = placeHere(path);
      if (use !== 'around') names.usePlace(place);
      return place;
    }
    const at = use === 'there' ? undefined : names.pathOf(path, use === 'write' ? 'out' : 'in');
    if (at === undefined) throw refused(name, path, directory);
    const key = use === 'take' ? names.keyOf(path) : undefined;
    if (key !== undefined) taken.add(key);
    return at;
  });
  return { args: here, taken };
}

function refused(name: string, path: string, directory: string): StrandlineError {
  return new StrandlineError(
    'unsupported',
    name === 'lab.open'
      ? `Over this link the lab ${directory} is open, and no other.`
      : `This is done with files and folders of the computer that has the lab (${path}). Name one of those, written there:/folder.`,
  );
}

/** A restore closes the lab for a moment, and would stop what others have running. */
async function refuseWhileRunning({ handlers }: Host): Promise<void> {
  const running = (await handlers.jobs.list(undefined)).find(
    ({ endedAt, state }) => endedAt === null && state !== 'queued',
  );
  if (running !== undefined)
    throw new StrandlineError(
      'conflict',
      `“${running.title}” runs in this lab. Wait for it, or stop it first.`,
    );
}

function refusedPlaces(): StrandlineError {
  return new StrandlineError(
    'unsupported',
    'Over this link you have the lab, and no other files and folders of its computer.',
  );
}

/** What the lab has taken in goes from beside it, at once or when the job has ended that takes it in. */
async function removeTaken(
  host: Host,
  answer: unknown,
  keys: ReadonlySet<string>,
  names: ParcelNames,
): Promise<void> {
  const before = new Map([...keys].map((key) => [key, names.usesOf(key)]));
  const job = jobIn(answer);
  if (job !== undefined && !(await isDoneWith(host, job))) return;
  // Unless it was sent once more meanwhile, for another call.
  for (const key of keys)
    if (names.usesOf(key) === before.get(key)) await host.handlers.parcels.gone({ key });
}

/** Waits for a job. @returns false where it can be taken up again, and needs what it was given. */
function isDoneWith(host: Host, id: number): Promise<boolean> {
  return new Promise((done) => {
    const look = (job: { id: number; endedAt: string | null; state: string }): void => {
      if (job.id !== id || job.endedAt === null) return;
      stop();
      done(job.state === 'done' || job.state === 'cancelled');
    };
    const stop = host.events.onAny((said, payload) => {
      if (said === 'jobs.changed') look(payload as Parameters<typeof look>[0]);
    });
    void Promise.resolve(host.handlers.jobs.get({ job: id })).then(look, () => done(false));
  });
}
