/** Which Electron there is to start, and what it lacks on this computer. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const testRuntimeFolder = join(root, '.cache/electron-test-runtime');

/** Debian's package of each shared library that Electron asks for. */
const packageOf = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libXss.so.1': 'libxss1',
  'libatk-1.0.so.0': 'libatk-bridge2.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
  'libxkbcommon.so.0': 'libxkbcommon0',
};

/**
 * @returns {{ path: string, kind: 'own' | 'test' | 'given' } | undefined} the Electron to use: one that is given by
 *   STRANDLINE_ELECTRON, the project's own where it was downloaded, or the test runtime.
 */
export function findElectron() {
  const given = process.env.STRANDLINE_ELECTRON;
  if (given !== undefined && existsSync(given)) return { path: given, kind: 'given' };
  const own = join(
    root,
    'node_modules/electron/dist',
    process.platform === 'win32' ? 'electron.exe' : 'electron',
  );
  if (existsSync(own)) return { path: own, kind: 'own' };
  const test = join(testRuntimeFolder, 'electron');
  return existsSync(test) ? { path: test, kind: 'test' } : undefined;
}

/** What a person must know of the test runtime before a window opens in it. @param {string} version of its Electron. */
export function testRuntimeNotice(version) {
  return `Electron’s own runtime is not here, so the window opens in the test runtime, Electron ${version}. It is out of support: nobody mends its security holes any more. Take it for a look at the program with your own photos, not for a lab’s real work and not for photos or models from others. For the real one, run "npm ci" and "npm start" where github.com can be reached, or name an Electron of your own in STRANDLINE_ELECTRON.`;
}

/** @returns {string} the version of the test runtime that is there. */
export function testRuntimeVersion() {
  return readFileSync(join(testRuntimeFolder, 'version'), 'utf8').trim();
}

/** @returns {string[]} Debian packages that are missing for a window to open here; empty on other systems. */
export function missingPackages(electron) {
  if (process.platform !== 'linux') return [];
  const { stdout } = spawnSync('ldd', [electron], { encoding: 'utf8' });
  const libraries = [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library);
  const display = process.env.DISPLAY !== undefined || hasCommand('xvfb-run') ? [] : ['xvfb', 'xauth'];
  return [...new Set([...libraries.map((library) => packageOf[library] ?? library), ...display])];
}

/** @returns {string[]} what to put before a command so that it has a display. */
export function displayWrapper() {
  const needed = process.platform === 'linux' && process.env.DISPLAY === undefined;
  return needed ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1440x900x24'] : [];
}

/** Chromium's sandbox refuses to run as root (containers); everywhere else it stays on. */
export function sandboxFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function hasCommand(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}
