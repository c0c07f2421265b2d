/**
 * The process in which inputs are tried: node fuzz-child.ts TARGET SEED FROM COUNT STATUS. It writes the number of the input
 * that is under way to a file before it begins it, since an input may end it.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '#shared/learning/random.ts';
import type { Fault } from './target.ts';
import { targets } from './targets.ts';

/** What is said of an input that did not hold. */
export interface Found {
  readonly input: number;
  readonly fault: Fault;
}

/** An input's own seed. */
function seedOf(seed: number, input: number): number {
  return (seed * 1_000_003 + input) % 2 ** 31;
}

const [, , name = '', seed = '1', from = '0', status = ''] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'strandline-fuzz-'));
process.chdir(folder);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('disconnect', () => process.exit());
// Nobody waits for it: what is thrown there is a fault of its own.
process.on('unhandledRejection', (error) => {
  const what = `unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  process.send?.({ input: -1, fault: { what, input: '' } } satisfies Found);
});

const target = await targets[name]?.(folder);
if (target === undefined) throw new Error(`there is no target ${name}`);
const written = openSync(status, 'w');
const number = Buffer.alloc(8);
for (let input = Number(from); ; input += 1) {
  number.writeDoubleLE(input);
  writeSync(written, number, 0, 8, 0);
  const fault = await target.attempt(seededRandom(seedOf(Number(seed), input)));
  if (fault !== undefined) process.send?.({ input, fault } satisfies Found);
  // Timers and messages have their turn.
  if (input % 16 === 0) await new Promise(setImmediate);
}
