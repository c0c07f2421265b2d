/**
 * Makes what people install from, in build/packages: npm run package [-- folder | installers | built]. Without a word: the unpacked
 * folder, and on Debian and its kin a .deb. `folder`: that alone. `installers`: also the kinds that electron-builder makes with
 * tools from the network (AppImage, Windows' installer, macOS's image), each on its own system. `built`: as without a word, of what
 * npm test or npm run build has just built.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Platform, build } from 'electron-builder';
import { root, testRuntimeNotice } from './lib/electron.mjs';
import config, { runtime } from './package/builder.mjs';
import { makeDeb } from './package/deb.mjs';
import { stage } from './package/stage.mjs';

const [what] = process.argv.slice(2);
const packages = join(root, 'build/packages');

if (runtime.kind === 'test')
  console.log(`For trying the package alone. ${testRuntimeNotice(runtime.version)}`);
if (what !== 'built') {
  const bundler = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  execFileSync(process.execPath, [bundler, 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
await stage();
rmSync(packages, { recursive: true, force: true });
const targets = what === 'installers' ? [] : ['dir'];
await build({ targets: Platform.current().createTarget(targets), config, projectDir: root });
if (process.platform === 'linux' && what !== 'folder') {
  const { file, megabytes } = makeDeb(join(packages, 'linux-unpacked'), packages);
  console.log(`${file} (${megabytes.toFixed(1)} MB)`);
}
