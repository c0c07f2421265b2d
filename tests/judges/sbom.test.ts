import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { asked, judgesAreMissing } from '../support/judges.ts';
import { temporaryFolder } from '../support/labs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.skipIf(judgesAreMissing)('the list of what is shipped keeps CycloneDX’s rules and names it all', () => {
  const file = join(temporaryFolder(), 'strandline.cdx.json');
  execFileSync('npm', ['run', '--silent', 'sbom', '--', file], { cwd: root });
  expect(asked('sbom.py', file)).toBeNull();
  const { components, metadata } = JSON.parse(readFileSync(file, 'utf8')) as {
    components: { name: string; version: string }[];
    metadata: { component: { name: string; type: string } };
  };
  expect(metadata.component).toMatchObject({ name: 'strandline', type: 'application' });
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'electron', 'sharp', 'svelte']));
  expect(names).not.toContain('vitest');
});
