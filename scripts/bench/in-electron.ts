import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron } from '@playwright/test';
import { displayWrapper, findElectron, missingPackages, root, sandboxFlags } from '../lib/electron.mjs';

/**
 * Runs a script that opens a real window, in a process of its own that has a display.
 *
 * @returns what it wrote as JSON; or, as text, why there is nothing.
 */
export function askInWindow(script: string, args: readonly string[]): { answer: unknown } | string {
  const runtime = findElectron();
  if (runtime === undefined)
    return 'no Electron is there; get the test runtime: node scripts/test-runtime.mjs';
  const missing = missingPackages(runtime.path);
  if (missing.length > 0) return `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync(join(root, 'out/main/index.js'))) return 'the window is not built: npm run build';
  const [command = '', ...rest] = [...displayWrapper(), process.execPath, script, ...args];
  const { stdout, stderr, status } = spawnSync(command, rest, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) return `the window failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  return { answer: JSON.parse(stdout) };
}

/** Opens the program on a profile of its own, lets it be measured, and closes it. @param args of the program. */
export async function withWindow<T>(
  args: readonly string[],
  measure: (app: ElectronApplication) => Promise<T>,
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'strandline-bench-profile-'));
  const app = await electron.launch({
    executablePath: findElectron()?.path ?? '',
    args: [...sandboxFlags(), '--disable-gpu', `--user-data-dir=${profile}`, root, ...args],
    cwd: root,
  });
  try {
    return await measure(app);
  } finally {
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
