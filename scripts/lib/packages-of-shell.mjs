import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './electron.mjs';

/**
 * Packages that the built main process imports when it starts. A package's archive holds none of them, so that there must be none;
 * the window's tests would not see one, since it lies beside what they start.
 */
export function packagesOfShell() {
  return importsOutside(join(root, 'out/main'), 'index.js').filter((name) => name !== 'electron');
}

/** What a built file imports from packages, directly and by the files beside it. */
function importsOutside(folder, file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  const imports = [...text.matchAll(/^(?:import|export)\b[^;\n]*?["']([^"'\n]+)["'];?$/gm)].map(
    ([, from]) => from,
  );
  const found = imports.flatMap((from) =>
    from.startsWith('./') ? importsOutside(folder, from.slice(2), seen) : [from],
  );
  return [...new Set(found)].filter((from) => !from.startsWith('node:'));
}
