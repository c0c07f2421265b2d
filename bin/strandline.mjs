#!/usr/bin/env node
/**
 * Starts the command line. The sources run as they are (type stripping), which needs Node 22.18 or newer, and the
 * SQLite binary crashes on Node 20: on an older Node this re-executes itself under the one in node_modules.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const packagedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(packagedNode)) {
  const child = spawn(packagedNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The terminal signals the whole group; the child decides what it means, and its exit status is ours.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
} else {
  console.error(
    `Strandline needs Node 22.18 or newer (this is ${process.version}). Run "npm ci" in its folder: it brings one.`,
  );
  process.exitCode = 1;
}
