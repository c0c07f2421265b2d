import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { formatLabAddress, isLabAddress, parseLabAddress } from '#shared/domain/lab-address.ts';
import { openerEnding } from '#shared/domain/lab-opener.ts';

/**
 * The lab that a start of the program names: by its folder, by the file in it that a desktop opens, or by its address on
 * another computer.
 *
 * @param words the program's arguments, without its own name.
 * @param cwd the folder that they are relative to.
 * @returns the lab's folder or address; undefined where no lab is named.
 */
export function labAsked(words: readonly string[], cwd: string): string | undefined {
  const word = words.findLast((one) => !one.startsWith('-'));
  if (word === undefined) return undefined;
  if (isLabAddress(word)) return addressIn(word);
  const named = resolve(cwd, word);
  return [named, ...(named.endsWith(openerEnding) ? [dirname(named)] : [])].find((folder) =>
    existsSync(join(folder, 'lab.sqlite3')),
  );
}

function addressIn(word: string): string | undefined {
  try {
    return formatLabAddress(parseLabAddress(word));
  } catch {
    return undefined;
  }
}
