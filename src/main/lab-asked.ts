import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openerEnding } from '#shared/domain/lab-opener.ts';

/**
 * The lab that a start of the program names: by its folder, or by the file in it that a desktop opens.
 *
 * @param words the program's arguments, without its own name.
 * @param cwd the folder that they are relative to.
 * @returns the lab's folder; undefined where no lab is named.
 */
export function labAsked(words: readonly string[], cwd: string): string | undefined {
  const word = words.findLast((one) => !one.startsWith('-'));
  if (word === undefined) return undefined;
  const named = resolve(cwd, word);
  return [named, ...(named.endsWith(openerEnding) ? [dirname(named)] : [])].find((folder) =>
    existsSync(join(folder, 'lab.sqlite3')),
  );
}
