/**
 * Stand-in for Electron's own default app, which the test runtime lacks: `electron [flags] [-r module] APP [arguments]`
 * loads the app's main file. The top-level await matters: Electron waits for it before the app is ready.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const require = createRequire(import.meta.url);
const modules = [];
let target;
const given = process.argv.slice(1);
for (let i = 0; i < given.length && target === undefined; i += 1) {
  if (given[i] === '-r' || given[i] === '--require') modules.push(given[(i += 1)]);
  else if (!given[i].startsWith('-')) target = given[i];
}
process.defaultApp = true;
for (const module of modules) require(path.resolve(module));

if (target === undefined) {
  console.error('usage: electron [flags] APP');
  app.exit(2);
} else {
  const folder = path.resolve(target);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  app.setAppPath(folder);
  // The app sees its own arguments only.
  process.argv.splice(1, process.argv.indexOf(target));
  await import(pathToFileURL(path.join(folder, manifest.main)).href);
}
