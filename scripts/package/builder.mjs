/**
 * electron-builder's configuration. Here it makes the unpacked folder alone; on each system's own runner it makes the
 * AppImage, the Windows installer and the macOS image too (.github/workflows/release.yml).
 */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findElectron, root, testRuntimeVersion } from '../lib/electron.mjs';

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const electron = findElectron();

/** The Electron that goes into the package: one that lies here, or else the one that electron-builder downloads. */
export const runtime =
  electron?.kind === 'test'
    ? { kind: 'test', version: testRuntimeVersion(), folder: dirname(electron.path) }
    : {
        kind: 'own',
        version: devDependencies.electron,
        folder: electron && dirname(electron.path),
      };

/** What a package's Electron may not be made to do. Its archive's integrity is something that Linux does not look at. */
export const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // The window keeps no cookies; macOS would ask for the keychain.
  enableCookieEncryption: false,
  enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

const association = {
  ext: 'strandline',
  name: 'Strandline lab',
  description: 'Strandline lab',
  mimeType: 'application/x-strandline-lab',
  role: 'Editor',
};

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.strandline.lab',
  productName: 'Strandline',
  copyright: 'Copyright © Strandline contributors',
  electronVersion: runtime.version,
  ...(runtime.folder !== undefined && { electronDist: runtime.folder }),
  directories: { app: 'build/app', output: 'build/packages', buildResources: 'build/icons' },
  // electron-builder would take the packages of the checkout along.
  files: ['**/*', '!**/node_modules/**'],
  asar: true,
  npmRebuild: false,
  publish: null,
  electronFuses: fuses,
  fileAssociations: [association],
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  // The test runtime brings a stand-in for Electron's default app.
  afterExtract: ({ appOutDir }) => rmSync(join(appOutDir, 'resources/app'), { recursive: true, force: true }),
  // Before anything is signed.
  afterPack: ({ appOutDir, packager }) =>
    cpSync(join(root, 'build/lab'), join(packager.getResourcesDir(appOutDir), 'lab'), { recursive: true }),
  linux: {
    target: ['AppImage'],
    category: 'Science',
    maintainer: 'Strandline contributors <strandline@example.org>',
    executableName: 'strandline-window',
    icon: 'build/icons',
  },
  win: { target: ['nsis'], executableName: 'strandline-window', icon: 'build/icons/1024x1024.png' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.education',
    icon: 'build/icons/1024x1024.png',
    // Nobody's certificate: without one, an ad-hoc signature is what Apple's processors ask for.
    identity: null,
    extendInfo: {
      NSCameraUsageDescription: 'The bench looks at what lies under your microscope’s camera.',
    },
  },
};
