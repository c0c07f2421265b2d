import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A path in a folder that nothing has: the name, or the name with a number behind it. @param ending with its dot. */
export function freePath(directory: string, name: string, ending: string): string {
  const path = (number: number): string =>
    join(directory, number === 1 ? `${name}${ending}` : `${name} (${number})${ending}`);
  let number = 1;
  while (existsSync(path(number))) number += 1;
  return path(number);
}
