import { readFileSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';

/**
 * The bytes of a file that a person named.
 *
 * @param what it should be, for the message: "model file".
 * @throws StrandlineError `not-found`.
 */
export function readBytes(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StrandlineError('not-found', `The ${what} ${file} cannot be opened.`, { file }, error);
  }
}
