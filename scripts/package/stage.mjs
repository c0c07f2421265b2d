/**
 * Lays out what a package holds, in build/: `app` becomes the archive (window and shell), `lab` lies beside it as plain files
 * (the lab's process, the command line, their packages, resources, and the Node that runs them), `icons` are drawn from the
 * one in packaging/.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { root } from '../lib/electron.mjs';
import { packagesOfShell } from '../lib/packages-of-shell.mjs';
import { isShipped, shippedPackages } from './lab-packages.mjs';

const target = { platform: process.platform, arch: process.arch };
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Sizes of the icon theme's folders; the largest is what electron-builder makes Windows' and macOS' from. */
export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** @returns {Promise<void>} when build/app, build/lab and build/icons are there. */
export async function stage() {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  stageApp(join(root, 'build/app'));
  stageLab(join(root, 'build/lab'));
  await stageIcons(join(root, 'build/icons'));
}

function stageApp(folder) {
  const outside = packagesOfShell();
  if (outside.length > 0)
    throw new Error(
      `The main process imports ${outside.join(', ')}, which no archive holds: name it in electron.vite.config.ts.`,
    );
  copy(folder, 'out', 'LICENSE', 'THIRD_PARTY.md');
  const { name, version, description, license, main, type } = manifest;
  const own = { name, productName: 'Strandline', version, description, license, main, type };
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...own, author: 'Strandline' }, null, 2)}\n`,
  );
}

function stageLab(folder) {
  copy(folder, 'out/main', 'resources', 'LICENSE', 'THIRD_PARTY.md');
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'module', private: true })}\n`);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const { folder: place, name } of shippedPackages(packages, target)) {
    const from = join(root, place);
    // A package that is optional is left out by npm where it cannot be built.
    if (!existsSync(from) && packages[place].optional) continue;
    for (const file of filesOf(from).filter((one) => isShipped(name, one, target))) {
      mkdirSync(dirname(join(folder, place, file)), { recursive: true });
      cpSync(join(from, file), join(folder, place, file));
    }
  }
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  mkdirSync(join(folder, 'bin'));
  cpSync(join(root, 'node_modules/node/bin', node), join(folder, 'bin', node));
  const command = process.platform === 'win32' ? 'strandline.cmd' : 'strandline';
  cpSync(join(root, 'packaging', command), join(folder, 'bin', command));
  cpSync(join(root, 'packaging/LICENSE-node'), join(folder, 'bin/LICENSE-node'));
  for (const file of [node, command]) chmodSync(join(folder, 'bin', file), 0o755);
}

async function stageIcons(folder) {
  mkdirSync(folder);
  for (const size of iconSizes)
    await sharp(join(root, 'packaging/icon.svg'), { density: (72 * size) / 128 })
      .resize(size, size)
      .png()
      .toFile(join(folder, `${size}x${size}.png`));
}

/** Copies files and folders of the project to the same places under a folder. */
function copy(folder, ...places) {
  for (const place of places) cpSync(join(root, place), join(folder, place), { recursive: true });
}

/** Files below a package's folder, but not those of the packages within. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => !file.startsWith('node_modules/'));
}
