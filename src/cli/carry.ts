import { once } from 'node:events';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { attach } from '#host/server/served/attach.ts';
import { helloLine, linkLine } from '#host/server/served/hello.ts';
import { decodedPath } from '#host/server/served/ssh-command.ts';

/** One link that is carried, between our streams and the host of a lab. */
interface Carried {
  readonly directory: string;
  /** After how long without anybody a host ends that is started for it. */
  readonly graceMs: number | undefined;
  /** Whether whoever comes may name places of this computer, and not the lab alone. */
  readonly places: boolean;
}

/**
 * What `serve --stdio` is asked; undefined where this is another command, or one that is not said well, which the whole
 * command line has words for. It is read here, since whoever comes by ssh waits for it.
 *
 * @param argv words after the program's name.
 */
export function carriedBy(argv: readonly string[]): Carried | undefined {
  const [command, ...words] = argv;
  if (command !== 'serve' || !words.includes('--stdio')) return undefined;
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        stdio: { type: 'boolean' },
        encoded: { type: 'string' },
        grace: { type: 'string' },
        places: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const [lab = values.encoded && decodedPath(values.encoded), ...more] = positionals;
    const graceMs = values.grace === undefined ? undefined : 1000 * Number(values.grace);
    if (lab === undefined || lab === '' || more.length > 0 || Number.isNaN(graceMs)) return undefined;
    return { directory: folderOf(lab), graceMs, places: values.places === true };
  } catch {
    return undefined;
  }
}

/** A lab's folder; `~/` is the account's home, for whoever writes from afar. */
export function folderOf(named: string): string {
  return named.startsWith('~/') ? join(homedir(), named.slice(2)) : resolve(named);
}

/** Carries bytes between our streams and the host of a lab until either ends. @returns whether there was a host. */
export async function carry({ directory, graceMs, places }: Carried): Promise<boolean> {
  try {
    const link = await attach(directory, graceMs);
    link.write(linkLine(places));
    process.stdin.pipe(link).pipe(process.stdout);
    link.on('error', () => link.destroy());
    process.stdout.on('error', () => link.destroy());
    await once(link, 'close');
    return true;
  } catch (error) {
    const { wireError } = await import('#host/lib/explained.ts');
    // Whoever reads our bytes gets it in the form that they understand.
    process.stdout.write(helloLine({ error: wireError(error) }));
    return false;
  } finally {
    process.stdin.destroy();
  }
}
