/** Opens the window: npm start [-- LAB] */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  displayWrapper,
  findElectron,
  missingPackages,
  root,
  sandboxFlags,
  testRuntimeNotice,
  testRuntimeVersion,
} from './lib/electron.mjs';

buildIfOld();
const electron = ownElectron();
if (electron === undefined) {
  console.error(
    'Electron could not be downloaded here. For a look at the program in a runtime that is out of support: node scripts/test-runtime.mjs',
  );
  process.exit(1);
}
if (electron.kind === 'test') console.log(testRuntimeNotice(testRuntimeVersion()));
const missing = missingPackages(electron.path);
if (missing.length > 0) {
  console.error(`The window needs: apt-get install -y --no-install-recommends ${missing.join(' ')}`);
  process.exit(1);
}
const flags = sandboxFlags();
if (flags.length > 0) console.log('You are root, so Chromium’s sandbox is off.');
const [command, ...args] = [...displayWrapper(), electron.path, ...flags, root, ...process.argv.slice(2)];
spawn(command, args, { stdio: 'inherit' }).on('exit', (code) => (process.exitCode = code ?? 1));

function buildIfOld() {
  const built = join(root, 'out/renderer/index.html');
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) =>
    join(root, 'src', String(name)),
  );
  const isCurrent =
    existsSync(built) && sources.every((file) => statSync(file).mtimeMs <= statSync(built).mtimeMs);
  if (isCurrent) return;
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}

/** Electron 45 downloads its runtime at the first start; its own installer does that here, beforehand. */
function ownElectron() {
  const found = findElectron();
  if (found !== undefined && found.kind !== 'test') return found;
  console.log('Downloading Electron …');
  const installer = join(root, 'node_modules/electron/install.js');
  spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: 300_000 });
  return findElectron();
}
