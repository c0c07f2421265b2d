import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../../../tests/oracle/fixtures', import.meta.url));
/** Larger files hold more pixels, and no more of their format. */
const largest = 300_000;

/** Files of the tests' that other programs wrote. @param folder below the fixtures. */
export function fixtureFiles(folder: string, endings: readonly string[]): Uint8Array[] {
  return readdirSync(join(fixtures, folder))
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => new Uint8Array(readFileSync(join(fixtures, folder, name))))
    .filter(({ length }) => length <= largest);
}
