/**
 * Makes what is not committed: the embedded backbone, converted from its npm package. Runs after `npm ci` and before a
 * build; does nothing where the result is newer than what it is made from.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'resources/backbones/mobilenetv2.onnx');
const packagedNode = join(root, 'node_modules/node/bin/node');
const [major, minor] = process.versions.node.split('.').map(Number);
const canRunTypeScript = major > 22 || (major === 22 && minor >= 18);

const sourceFolders = ['scripts/backbones', 'src/host/training/backbones', 'src/host/onnx'].map((folder) =>
  join(root, folder),
);
const packageFile = join(root, 'node_modules/@mediapipe/objectron/package.json');

function isCurrent() {
  if (!existsSync(output)) return false;
  const made = statSync(output).mtimeMs;
  const sources = sourceFolders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return sources.every((file) => statSync(file).mtimeMs <= made);
}

if (isCurrent()) process.exit(0);
if (!existsSync(packageFile)) {
  console.log(
    'The embedded backbone is not made: @mediapipe/objectron is not installed (npm ci --omit=dev?).',
  );
  process.exit(0);
}
if (!canRunTypeScript) {
  const { status } = spawnSync(packagedNode, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
const { writeEmbeddedMobileNet } = await import('./backbones/embedded.ts');
mkdirSync(dirname(output), { recursive: true });
writeEmbeddedMobileNet(output);
console.log(`Embedded backbone: ${output}`);
