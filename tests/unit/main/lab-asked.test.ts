import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labAsked } from '../../../src/main/lab-asked.ts';
import { temporaryFolder } from '../../support/labs.ts';

test('a start names a lab by its folder or by the file in it, from where it is started', () => {
  const folder = temporaryFolder();
  const lab = join(folder, 'North Bay');
  mkdirSync(lab);
  writeFileSync(join(lab, 'lab.sqlite3'), '');
  writeFileSync(join(lab, 'lab.strandline'), '');
  expect(labAsked([lab], '/')).toBe(lab);
  expect(labAsked(['--disable-gpu', 'North Bay/lab.strandline'], folder)).toBe(lab);
  expect(labAsked(['North Bay', '--disable-gpu'], folder)).toBe(lab);
  expect(labAsked([folder], '/')).toBeUndefined();
  expect(labAsked([join(folder, 'gone.strandline')], '/')).toBeUndefined();
  expect(labAsked(['--disable-gpu'], folder)).toBeUndefined();
});

test('a folder whose own name ends like the file is a lab like any other', () => {
  const lab = join(temporaryFolder(), 'bay.strandline');
  mkdirSync(lab);
  writeFileSync(join(lab, 'lab.sqlite3'), '');
  expect(labAsked([lab], '/')).toBe(lab);
});

test('a start names a lab on another computer by its address', () => {
  expect(labAsked(['--flag', 'ssh://ines@labpc/srv/North Bay'], '/')).toBe(
    'ssh://ines@labpc/srv/North%20Bay',
  );
  expect(labAsked(['ssh://-oProxyCommand=x/lab'], '/')).toBeUndefined();
});
