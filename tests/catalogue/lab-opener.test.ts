import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLab, openLab } from '#host/catalogue/lab.ts';
import { openerName } from '#shared/domain/lab-opener.ts';
import { temporaryFolder } from '../support/labs.ts';

test('a lab has a file that opens it by a double click, an older one from its next opening on', () => {
  const directory = join(temporaryFolder(), 'North Bay');
  createLab(directory).close();
  const file = join(directory, openerName);
  expect(readFileSync(file, 'utf8')).toContain('a double click opens it');
  rmSync(file);
  openLab(directory).close();
  expect(existsSync(file)).toBe(true);
});

test('what has that name already stays as it is', () => {
  const directory = temporaryFolder();
  createLab(directory).close();
  rmSync(join(directory, openerName));
  mkdirSync(join(directory, openerName));
  openLab(directory).close();
  expect(readFileSync(join(directory, 'lab.sqlite3')).length).toBeGreaterThan(0);
});
