/**
 * Writes THIRD_PARTY.md: what the product ships or is bundled into it, with licences, from the lock file and the
 * installed packages. `--check` only says whether the file is current.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedPackages } from './lib/shipped.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'THIRD_PARTY.md');
const text = [
  '# Third-party software',
  '',
  'What Strandline ships or is built into it. Made by `npm run licences`; do not edit.',
  '',
  ...shippedPackages().map(notice),
  noticeOfBackbone(),
].join('\n');

if (process.argv.includes('--check')) {
  const current = existsSync(output) && readFileSync(output, 'utf8') === text;
  if (!current) console.error('THIRD_PARTY.md is not current: npm run licences');
  process.exitCode = current ? 0 : 1;
} else {
  writeFileSync(output, text);
}

function notice(name) {
  const folder = join(root, 'node_modules', name);
  const { version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  // Where a package brings no licence text, its package.json names the licence.
  const words =
    file === undefined
      ? `Licence: ${license}.`
      : `\`\`\`\n${readFileSync(join(folder, file), 'utf8').trim()}\n\`\`\``;
  return `## ${name} ${version}\n\n${license ?? 'see below'}${homepage === undefined ? '' : `, ${homepage}`}\n\n${words}\n`;
}

/** The embedded backbone comes from no package. */
function noticeOfBackbone() {
  const text = readFileSync(join(root, 'resources/backbones/LICENSE-efficientnet-lite0'), 'utf8').trim();
  const from = 'https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite';
  return `## EfficientNet-Lite0, the embedded backbone (resources/backbones)\n\nApache-2.0, ${from}; changed as resources/backbones/README.md says\n\nCopyright 2019 The TensorFlow Authors\n\n\`\`\`\n${text}\n\`\`\`\n`;
}
