/**
 * Installs the .deb from build/packages on this computer, tries it as a person would who is not root, and removes it again.
 * For a computer that may be changed, as root, on Debian or Ubuntu.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { displayWrapper, root } from './lib/electron.mjs';

const tools = { strace: 'strace', xdotool: 'xdotool', 'desktop-file-validate': 'desktop-file-utils' };
const missing = Object.entries(tools)
  .filter(([command]) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0)
  .map(([, name]) => name);

if (process.platform !== 'linux' || process.getuid() !== 0) {
  stop('The package is installed for this test: that takes root on Debian or Ubuntu.');
} else if (missing.length > 0) {
  stop(`apt-get install -y --no-install-recommends ${missing.join(' ')}`);
} else if (!existsSync(join(root, 'build/packages'))) {
  stop('There is no package to try: npm run package');
} else {
  const [command, ...words] = [
    ...displayWrapper(),
    join(root, 'node_modules/.bin/playwright'),
    'test',
    '--config=tests/package/playwright.config.ts',
  ];
  process.exitCode = spawnSync(command, words, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function stop(why) {
  console.error(why);
  process.exitCode = 1;
}
