import { defineConfig } from '@playwright/test';

/** The package as people get it, one thing after the other: it is installed on this very computer, and removed again. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/package',
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/package.json' }]],
});
