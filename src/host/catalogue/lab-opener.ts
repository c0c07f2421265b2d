import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemError } from '#host/lib/system-error.ts';
import { openerName } from '#shared/domain/lab-opener.ts';

const words = `This file stands for the lab in its folder: a double click opens it in Strandline.
Nothing of the lab is in it, and Strandline writes it anew where it is missing.
`;

/** Puts a file into a lab that opens it by a double click. A lab that cannot have one is a lab all the same. */
export function writeOpener(directory: string): void {
  try {
    writeFileSync(join(directory, openerName), words, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere && systemError(error) === undefined) throw error;
  }
}
