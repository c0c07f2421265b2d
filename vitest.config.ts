import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** One project per tier of the test pyramid, so that a tier can be run by its name. */
const tier = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout,
    hookTimeout: testTimeout,
    // What is waited for comes at once, unless the computer is busy with other tests.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks' as const,
  },
});

/** As {@link tier}, of tests whose files share what they import: to import it anew for each takes longer than most of them do. */
const sharing = (name: string, testTimeout: number) => {
  const { test } = tier(name, testTimeout);
  return { test: { ...test, isolate: false } };
};

/**
 * The window's controllers (`*.svelte.ts`) are tested as plain classes in Node. Svelte would compile them for rendering on a
 * server there, where state never changes; they are compiled as they run in the window instead.
 */
const runes = svelte({ dynamicCompileOptions: () => ({ generate: 'client' }) });
const unit = { ...sharing('unit', 20_000), plugins: [runes], resolve: { conditions: ['browser'] } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    // The demo's inner loops run at full speed as plain modules; the test runner's own loader makes them several times slower.
    server: { deps: { external: [/src\/demo\//] } },
    projects: [
      unit,
      sharing('catalogue', 60_000),
      tier('learning', 240_000),
      tier('host', 240_000),
      tier('judges', 240_000),
      tier('slurm', 480_000),
    ],
  },
});
