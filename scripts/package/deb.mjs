/**
 * Makes the .deb from the unpacked folder, by dpkg-deb alone: electron-builder's own maker downloads its tools. Zstandard is
 * read by Debian 12, Ubuntu 22.04 and newer, in a tenth of the time that xz takes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../lib/electron.mjs';

const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const debianArch = { x64: 'amd64', arm64: 'arm64' };
const home = 'opt/Strandline';

/** Shared libraries that Electron asks for, and no more; Ubuntu's packages of a changed time type have other names. */
const depends = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatk1.0-0 | libatk1.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libc6 (>= 2.28)',
  'libcairo2',
  'libcups2 | libcups2t64',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0 | libglib2.0-0t64',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libstdc++6',
  'libudev1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
];

/**
 * @param {string} unpacked folder of the program as it is installed.
 * @param {string} output folder for the .deb.
 * @returns {{ file: string, megabytes: number }}
 */
export function makeDeb(unpacked, output) {
  const arch = debianArch[process.arch];
  const tree = join(output, 'deb');
  rmSync(tree, { recursive: true, force: true });
  cpSync(unpacked, join(tree, home), { recursive: true, verbatimSymlinks: true });
  placeInDesktop(tree);
  placeDocuments(tree);
  setModes(tree);
  const files = filesOf(tree);
  const size = files.reduce((sum, file) => sum + Math.ceil(statSync(join(tree, file)).size / 1024), 0);
  mkdirSync(join(tree, 'DEBIAN'), { mode: 0o755 });
  writeFileSync(join(tree, 'DEBIAN/control'), control(arch, size));
  writeFileSync(
    join(tree, 'DEBIAN/md5sums'),
    files.map((file) => `${md5(join(tree, file))}  ${file}\n`).join(''),
  );
  const file = join(output, `strandline_${version}_${arch}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z15', '--build', tree, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(tree, { recursive: true });
  return { file, megabytes: statSync(file).size / 1e6 };
}

/** The command, the menu's entry, its icon, and the kind of file that opens a lab. */
function placeInDesktop(tree) {
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync(`/${home}/resources/lab/bin/strandline`, join(tree, 'usr/bin/strandline'));
  place('packaging/linux/strandline.desktop', tree, 'usr/share/applications/strandline.desktop');
  place('packaging/linux/strandline.xml', tree, 'usr/share/mime/packages/strandline.xml');
  place('packaging/icon.svg', tree, 'usr/share/icons/hicolor/scalable/apps/strandline.svg');
  for (const icon of readdirSync(join(root, 'build/icons')).filter((name) => !name.startsWith('1024')))
    place(
      join('build/icons', icon),
      tree,
      `usr/share/icons/hicolor/${icon.replace('.png', '')}/apps/strandline.png`,
    );
}

function placeDocuments(tree) {
  const documents = join(tree, 'usr/share/doc/strandline');
  mkdirSync(documents, { recursive: true });
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  writeFileSync(
    join(documents, 'copyright'),
    `${licence}\nThird-party software in /${home}: its licences are in THIRD_PARTY.md.gz beside this file; Electron's and\nChromium's are in /${home}/LICENSE.electron.txt and /${home}/LICENSES.chromium.html, Node's in\n/${home}/resources/lab/bin/LICENSE-node.\n`,
  );
  const options = { level: 9 };
  writeFileSync(
    join(documents, 'THIRD_PARTY.md.gz'),
    gzipSync(readFileSync(join(root, 'THIRD_PARTY.md')), options),
  );
  place('packaging/linux/strandline.1', tree, 'usr/share/man/man1/strandline.1');
  const manual = join(tree, 'usr/share/man/man1/strandline.1');
  writeFileSync(`${manual}.gz`, gzipSync(readFileSync(manual), options));
  rmSync(manual);
}

function place(from, tree, to) {
  mkdirSync(dirname(join(tree, to)), { recursive: true });
  cpSync(join(root, from), join(tree, to));
}

/** Everybody may read and nobody but root write; Chromium's sandbox helper is root's where a kernel asks for that. */
function setModes(tree) {
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, isProgram(path) ? 0o755 : 0o644);
  }
  chmodSync(tree, 0o755);
  chmodSync(join(tree, home, 'chrome-sandbox'), 0o4755);
}

const programs = new Set(['strandline-window', 'chrome_crashpad_handler', 'node', 'strandline']);

function isProgram(path) {
  return programs.has(path.split('/').at(-1));
}

function filesOf(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .sort();
}

function control(arch, size) {
  return `Package: strandline
Version: ${version}
Architecture: ${arch}
Maintainer: Strandline contributors <strandline@example.org>
Installed-Size: ${size}
Depends: ${depends.join(', ')}
Section: science
Priority: optional
Description: ${description.replace(/^A /, '')}
 Catalogue fragments and their microscope photos, train a classifier on them
 on this computer, and let it say of new ones what they are, how sure it is,
 and when to ask a human. Offline, without Python and without an account.
 .
 "strandline" is the command line, "strandline open" the window.
`;
}

function md5(file) {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}
