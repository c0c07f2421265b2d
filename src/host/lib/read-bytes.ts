import { StrandlineError } from '#shared/errors.ts';
import { readRegularSync } from './regular-file.ts';
import { systemError, systemReason } from './system-error.ts';

/**
 * The bytes of a file that a person named.
 *
 * @param what it should be, for the message: "model file".
 * @throws StrandlineError `not-found`, `no-permission`, `bad-argument` for what is no file, `too-large`, or what else the
 *   system says.
 */
export function readBytes(file: string, what: string): Buffer {
  try {
    return readRegularSync(file);
  } catch (error) {
    const code = error instanceof StrandlineError ? error.code : (systemError(error)?.code ?? 'not-found');
    throw new StrandlineError(
      code,
      `The ${what} ${file} cannot be opened: ${systemReason(error)}.`,
      { file },
      error,
    );
  }
}
