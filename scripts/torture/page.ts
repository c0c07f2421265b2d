import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

/** Puts a table into docs/reliability.md, between its marks, with the day it was made. @param how the options that made it. */
export function writeIntoPage(mark: 'torture' | 'soak', table: string, how = ''): void {
  const text = readFileSync(page, 'utf8');
  const [open, close] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for the table of ${mark}`);
  const day = new Date().toISOString().slice(0, 10);
  const said = `${open}\n\nMade on ${day}${how}.\n\n${table}\n\n`;
  writeFileSync(page, text.slice(0, from) + said + text.slice(to));
}
