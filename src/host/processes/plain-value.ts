import { deserialize } from 'node:v8';
import { StrandlineError } from '#shared/errors.ts';

/** The arrays of numbers that the contract sends. */
const arrays = [Uint8Array, Uint32Array, Float32Array];

/** How deep what the contract sends may be nested; a plot's description is about ten deep. */
const deepest = 100;
/** How often more values than bytes: something that is said once and meant in many places takes two bytes at each. */
const valuesPerByte = 64;
const mostValues = 20_000_000;
/** How often more bytes of arrays than there are in the message, likewise. */
const arraysPerByte = 4;

interface Budget {
  values: number;
  bytes: number;
}

/**
 * Reads a value that another computer wrote with `v8.serialize`: data of the contract's kinds and nothing else.
 *
 * V8 itself refuses what is torn, runs nothing, and takes memory for what is there; what it lets in is bounded here: other
 * kinds (dates, maps, patterns, errors), nesting, circles, and things that are meant so often that going through them would
 * never end. The arrays are copies, so that handing one on hands on nothing of the frame around it.
 *
 * @throws StrandlineError `bad-argument`.
 */
export function readPlainValue(bytes: Buffer): unknown {
  const budget = {
    values: Math.min(10_000 + valuesPerByte * bytes.length, mostValues),
    bytes: arraysPerByte * bytes.length,
  };
  return plain(deserialized(bytes), budget, 0);
}

function deserialized(bytes: Buffer): unknown {
  try {
    return deserialize(bytes);
  } catch {
    throw refused('it is not a message at all');
  }
}

function plain(value: unknown, budget: Budget, depth: number): unknown {
  budget.values -= 1;
  if (budget.values < 0) throw refused('it holds too much');
  if (depth > deepest) throw refused('it is nested too deeply');
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'bigint') throw refused('it holds a kind of value that is not sent');
    return value;
  }
  if (Array.isArray(value)) {
    if (value.length > budget.values) throw refused('it holds too much');
    return Array.from(value, (one: unknown) => plain(one, budget, depth + 1));
  }
  if (ArrayBuffer.isView(value)) return copied(value, budget);
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw refused('it holds a kind of value that is not sent');
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [key, plain(one, budget, depth + 1)]),
  );
}

function copied(view: ArrayBufferView, budget: Budget): unknown {
  budget.bytes -= view.byteLength;
  if (budget.bytes < 0) throw refused('it holds too much');
  for (const kind of arrays) if (view instanceof kind) return new kind(view);
  throw refused('it holds a kind of value that is not sent');
}

function refused(why: string): StrandlineError {
  return new StrandlineError('bad-argument', `A message was not taken: ${why}.`);
}
