import { fileURLToPath } from 'node:url';
import { type Ended, startNode } from './children.ts';

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
