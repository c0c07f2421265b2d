import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { contentPolicy, documentPolicy } from '#shared/content-policy.ts';

const source = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

test('the page and the shell take their policy from one place', () => {
  expect(source('src/renderer/index.html')).toContain('content="__CONTENT_POLICY__"');
  expect(source('electron.vite.config.ts')).toContain("replace('__CONTENT_POLICY__', contentPolicy)");
  expect(source('src/main/page-protocol.ts')).not.toContain('default-src');
});

test('nothing may come from elsewhere, and no script may stand in the page', () => {
  expect(contentPolicy).toMatch(/^default-src 'none'/);
  expect(contentPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
});

test('a report runs nothing and fetches nothing', () => {
  expect(documentPolicy).toMatch(/^default-src 'none'/);
  expect(documentPolicy).not.toMatch(/script|https?:|\*|'self'/);
});
