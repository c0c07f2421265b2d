import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const sources = fileURLToPath(new URL('../../../src', import.meta.url));

test('no address is handed to another program, and files by one module alone', () => {
  const files = readdirSync(sources, { recursive: true })
    .map(String)
    .filter((name) => /\.(ts|svelte)$/.test(name));
  expect(files.length).toBeGreaterThan(500);
  const found = files.filter((name) =>
    /openExternal|openPath/.test(readFileSync(join(sources, name), 'utf8')),
  );
  expect(found).toEqual([join('main', 'open-file.ts')]);
  expect(readFileSync(join(sources, 'main', 'open-file.ts'), 'utf8')).not.toContain('openExternal');
});
