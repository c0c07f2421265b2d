import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isShipped, shippedPackages } from '../../../scripts/package/lab-packages.mjs';

const linux = { platform: 'linux', arch: 'x64' };
const windows = { platform: 'win32', arch: 'x64' };
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Parameters<typeof shippedPackages>[0];
};
const namesFor = (target: typeof linux): string[] =>
  shippedPackages(packages, target).map(({ name }) => name);

test('what runs goes along, for the one system', () => {
  expect(namesFor(linux)).toEqual(
    expect.arrayContaining(['sharp', '@img/sharp-linux-x64', 'better-sqlite3', 'onnxruntime-node']),
  );
  expect(namesFor(windows)).toContain('@img/sharp-win32-x64');
  for (const name of [
    '@img/sharp-win32-x64',
    '@img/sharp-darwin-arm64',
    '@img/sharp-linux-arm64',
    '@img/sharp-linuxmusl-x64',
  ])
    expect(namesFor(linux)).not.toContain(name);
});

test('what builds, tests and draws the window stays behind', () => {
  for (const name of ['electron', 'electron-builder', 'vite', 'svelte', 'leaflet', 'typescript', 'core-js'])
    expect(namesFor(linux)).not.toContain(name);
  expect(namesFor(linux).filter((name) => name.startsWith('@types/'))).toEqual([]);
});

test.each([
  ['onnxruntime-node', 'bin/napi-v6/linux/x64/libonnxruntime.so.1', true],
  ['onnxruntime-node', 'bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib', false],
  ['onnxruntime-node', 'dist/index.js', true],
  ['better-sqlite3', 'prebuilds/linux-x64.node', true],
  ['better-sqlite3', 'prebuilds/linuxmusl-x64.node', false],
  ['better-sqlite3', 'deps/sqlite3/sqlite3.c', false],
  ['better-sqlite3', 'lib/index.js', true],
  ['@tensorflow/tfjs-core', 'dist/tf-core.node.js', true],
  ['@tensorflow/tfjs-core', 'dist/tf-core.min.js', false],
  ['@tensorflow/tfjs-node-gpu', 'dist/nodejs_kernel_backend.js', true],
  ['@koromix/koffi-linux-x64', 'musl_x64/koffi.node', false],
  ['@techstark/opencv-js', 'dist/opencv.js', true],
  ['@techstark/opencv-js', 'dist/opencv.js.patch', false],
  ['@techstark/opencv-js', 'dist/src/index.js', false],
  ['@techstark/opencv-js', 'LICENSE', true],
  ['koffi', 'src/koffi/index.cjs', true],
  ['koffi', 'src/koffi/src/ffi.hh', false],
  ['yauzl', 'index.js', true],
  ['yauzl', 'README.md', false],
  ['yauzl', 'LICENSE', true],
  ['some', 'docs/LICENSE.md', true],
  ['some', 'test/index.js', false],
  ['some', 'lib/test/index.js', true],
  ['some', 'index.d.ts', false],
  ['some', 'index.js.map', false],
  ['pdfkit', 'js/data/Helvetica.afm', true],
])('of %s, %s: %s', (name, file, shipped) => {
  expect(isShipped(name, file, linux)).toBe(shipped);
});
