/** Refuses a release with an Electron that is out of support: asks the registry which is the newest. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSupported } from './lib/electron-support.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const newest = execFileSync('npm', ['view', 'electron', 'dist-tags.latest'], { encoding: 'utf8' }).trim();
const good = isSupported(devDependencies.electron, newest);
console.log(
  `Electron ${devDependencies.electron} is ${good ? 'in' : 'out of'} support; the newest is ${newest}.`,
);
process.exitCode = good ? 0 : 1;
