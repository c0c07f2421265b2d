/**
 * Runs commands of the command line one after another in this process: a line of JSON on stdin is the words of one. What each
 * says goes to stdout and stderr as ever; its exit status comes after that on stdout, and U+0001 ends it on both.
 */
import { createInterface } from 'node:readline';
import { main } from '../../src/cli/main.ts';

for await (const line of createInterface({ input: process.stdin })) {
  const code = await main(JSON.parse(line) as string[]);
  process.stderr.write('\u0001');
  process.stdout.write(`${code}\u0001`);
}
