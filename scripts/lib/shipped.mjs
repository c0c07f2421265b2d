import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundled into the window or made into resources at build time, so shipped although they are devDependencies. */
const bundled = ['svelte', 'virtua', 'fuse.js', '@observablehq/plot', 'leaflet', 'electron'];

/** @returns the names of all packages that the product ships or that are built into it, sorted. */
export function shippedPackages() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
    .concat(closureOf(Object.keys(optionalDependencies), lock));
  return [...new Set([...names, ...bundled])].sort();
}

/** Packages and all that they need, but not one system's binaries: those come under the licence of the package itself. */
function closureOf(roots, lock) {
  const found = new Set(roots);
  for (const name of found)
    for (const needed of Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {}))
      found.add(needed);
  return [...found];
}
