import { fileURLToPath } from 'node:url';
import { type Ended, startModule, startNode } from './children.ts';

/** The command as users start it. */
export const program = fileURLToPath(new URL('../../bin/strandline.mjs', import.meta.url));

/** Runs a command to its end, whatever that is. */
export function strandline(...args: string[]): Promise<Ended> {
  return startNode([program, ...args]).ended;
}

/** Runs a command that must succeed, with --json. @returns the one JSON document on stdout. */
export async function strandlineJson(...args: string[]): Promise<unknown> {
  const { stdout, stderr, code } = await strandline(...args, '--json');
  if (code !== 0) throw new Error(`strandline ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Ends the words of one command, on both streams. */
const mark = '\u0001';

/** Runs commands one after another in one process, which takes seconds to start. @returns how each ended. */
export async function strandlines(...commands: readonly (readonly string[])[]): Promise<Ended[]> {
  const source = `
    import { main } from './src/cli/main.ts';
    for (const command of JSON.parse(process.env.COMMANDS)) {
      const code = await main(command);
      process.stderr.write('${mark}');
      process.stdout.write(code + '${mark}');
    }`;
  const env = { ...process.env, COMMANDS: JSON.stringify(commands) };
  const { code, stdout, stderr } = await startModule(source, { env }).ended;
  const [said, told] = [stdout.split(mark), stderr.split(mark)];
  if (code !== 0 || said.length !== commands.length + 1)
    throw new Error(`the process ended with ${code} after ${said.length - 1} commands: ${told.at(-1) ?? ''}`);
  return commands.map((_, index) => {
    const words = /^([^]*?)(\d+)$/.exec(said[index] ?? '');
    return {
      code: Number(words?.[2]),
      signal: null,
      stdout: words?.[1] ?? '',
      stderr: told[index] ?? '',
    };
  });
}
