#!/usr/bin/env node
/**
 * Starts the command line from the sources, which run as they are (type stripping). On a Node that is too old for them
 * this re-executes itself under the one in node_modules.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isNewEnough, tooOld } from './node-version.mjs';

const packagedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (isNewEnough(process.versions.node)) {
  const { keepCompiled } = await import('../src/cli/keep-compiled.ts');
  keepCompiled();
  const { start } = await import('../src/cli/start.ts');
  process.exitCode = await start(process.argv.slice(2));
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
  console.error(tooOld(process.versions.node));
  process.exitCode = 1;
}
