import type { Random } from '#shared/learning/random.ts';

/** A reader of foreign bytes, or of foreign messages. */
export interface Target {
  /**
   * Tries one input, drawn from a source of randomness: the same source, the same input.
   *
   * @returns what went wrong, in a line, and the input; undefined where the reader held: it took it, or refused it in words.
   */
  attempt(random: Random): Promise<Fault | undefined>;
  close?(): Promise<void>;
}

export interface Fault {
  readonly what: string;
  readonly input: Uint8Array | string;
}

/** Opens a target in a folder of its own. */
export type OpenTarget = (folder: string) => Promise<Target>;

/** What JavaScript says of itself where nobody thought of an input: no words for a person. */
const slips: readonly RegExp[] = [
  /undefined|is not a function|cannot read prop|is not iterable|cannot convert|reading '/i,
  /maximum call stack|out of memory|array buffer allocation|invalid (typed )?array|invalid string length/i,
  /offset is out|out of bounds|outside the bounds|must be >= 0|is not defined|\[object|\bNaN\b/i,
  /unexpected failure/i,
];

/** Whether what was said is a slip of ours rather than a sentence. */
export function isSlip(message: string): boolean {
  // What a schema says of what it was given is a sentence.
  const said = message.replaceAll(/received (undefined|NaN)/g, '');
  return slips.some((slip) => slip.test(said));
}

/** Tries bytes on a reader that throws where it refuses them. */
export async function tried(
  input: Uint8Array,
  read: (bytes: Uint8Array) => unknown,
): Promise<Fault | undefined> {
  try {
    await read(input);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isInternal = error instanceof Error && 'code' in error && error.code === 'internal';
    return isSlip(message) || isInternal || error instanceof TypeError ? { what: message, input } : undefined;
  }
}
