import { defineConfig } from 'vitest/config';

/** One project per tier of the test pyramid, so that a tier can be run by its name. */
const tier = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout,
    hookTimeout: testTimeout,
    pool: 'forks' as const,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [tier('unit', 20_000), tier('catalogue', 60_000), tier('learning', 240_000), tier('host', 240_000)],
  },
});
