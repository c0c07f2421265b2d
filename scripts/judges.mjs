/**
 * Gets the programs that tests/judges reads our exports with: a Python environment of its own in .cache. LibreOffice comes
 * from the system (`apt-get install libreoffice-calc-nogui`).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const environment = join(root, '.cache/judges');
const requirements = join(root, 'tests/judges/requirements.txt');
const installed = join(environment, 'installed.txt');

const wanted = readFileSync(requirements, 'utf8');
if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) {
  console.log('Judges: the Python environment is there.');
  process.exit(0);
}
rmSync(environment, { recursive: true, force: true });
console.log('Judges: making the Python environment …');
execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
execFileSync(
  join(environment, 'bin/python'),
  ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  { stdio: 'inherit' },
);
writeFileSync(installed, wanted);
