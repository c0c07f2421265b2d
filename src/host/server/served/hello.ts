import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { printable } from '#shared/domain/printable.ts';
import { StrandlineError, type WireError, fromWireError, wireErrorSchema } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';

/** Before a hello; whatever else a login writes is passed over. */
const mark = 'strandline-hello ';
/** The very first line of a link to a host, which is not written by whoever is far away, but by what carries their bytes. */
const withPlaces = 'strandline-link places\n';
const withoutPlaces = 'strandline-link lab\n';
const longest = 64 * 1024;
/** The longest name of a person. */
const personSchema = z.string().trim().min(1).max(80);

const helloSchema = z.union([
  z.object({ version: z.string().min(1).max(100), person: personSchema.optional() }),
  z.object({ error: wireErrorSchema }),
]);

/** What one end says of itself: whose end it is, or why there is none. */
export type Hello = { readonly person?: string } | { readonly error: WireError };

/** The first line of an end. */
export function helloLine(hello: Hello): string {
  const said = 'error' in hello ? hello : { version: softwareVersion, ...hello };
  return `${mark}${JSON.stringify(said)}\n`;
}

/** What stands before all that is carried: whether the person may name places of this computer, too, or has the lab alone. */
export function linkLine(places: boolean): string {
  return places ? withPlaces : withoutPlaces;
}

/**
 * Shakes hands: says who we are and hears who they are, in one line each way, before anything else is sent.
 *
 * @param patienceMs how long the other end is waited for.
 * @returns the other end's person, where it named one, and whether the link began with a {@link linkLine} that lets it name places.
 *   What follows its line stays in the stream.
 * @throws StrandlineError `unsupported` where the versions differ, `host-gone` where no hello comes, or what the other end
 *   says is in its way.
 */
export async function shakeHands(
  input: Readable,
  output: Writable,
  mine: Hello,
  patienceMs: number,
): Promise<{ person: string | undefined; places: boolean }> {
  output.write(helloLine(mine));
  const { line, before } = await firstHello(input, patienceMs);
  const theirs = parsedHello(line);
  if ('error' in theirs) throw fromWireError(theirs.error);
  if (theirs.version !== softwareVersion)
    throw new StrandlineError(
      'unsupported',
      `The other computer has Strandline ${printable(theirs.version)}, this one ${softwareVersion}. Both need the same version.`,
    );
  return { person: theirs.person, places: before.startsWith(withPlaces) };
}

function parsedHello(line: string): z.output<typeof helloSchema> {
  try {
    return helloSchema.parse(JSON.parse(line));
  } catch {
    throw new StrandlineError('unsupported', 'The other computer greets in a way that is not known here.');
  }
}

interface Found {
  /** The first line that begins as a hello does, without its beginning. */
  readonly line: string;
  /** What was said before it. */
  readonly before: string;
}

function firstHello(input: Readable, patienceMs: number): Promise<Found> {
  let said = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      const words = printable(said.toString('utf8').trim().slice(-300));
      const heard = words === '' ? '' : ` It wrote: “${words}”.`;
      settle(() => reject(new StrandlineError('host-gone', `No lab answered: ${why}.${heard}`)));
    };
    const ended = (): void => fail('the link was closed');
    const broken = (error: Error): void => fail(error.message);
    const timer = setTimeout(() => fail('the other computer says nothing'), patienceMs);
    function settle(done: () => void): void {
      clearTimeout(timer);
      input.pause();
      input.off('data', take).off('end', ended).off('close', ended).off('error', broken);
      done();
    }
    function take(chunk: Buffer): void {
      said = Buffer.concat([said, chunk]);
      const found = helloIn(said);
      if (found !== undefined)
        settle(() => {
          if (found.rest.length > 0) input.unshift(found.rest);
          resolve(found);
        });
      else if (said.length > longest) fail('the other computer says something else');
    }
    input.on('data', take).on('end', ended).on('close', ended).on('error', broken);
  });
}

function helloIn(said: Buffer): (Found & { rest: Buffer }) | undefined {
  for (let at = 0; ;) {
    const end = said.indexOf('\n', at);
    if (end < 0) return undefined;
    const line = said.subarray(at, end).toString('utf8');
    if (line.startsWith(mark))
      return {
        line: line.slice(mark.length),
        before: said.subarray(0, at).toString('utf8'),
        rest: said.subarray(end + 1),
      };
    at = end + 1;
  }
}
