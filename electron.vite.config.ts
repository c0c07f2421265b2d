import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { entries } from './src/host/processes/entries.ts';
import { contentPolicy } from './src/shared/content-policy.ts';

/** The page's policy stands in the sources once, in src/shared. */
const policyIntoPage = {
  name: 'content-policy',
  transformIndexHtml: (html: string): string => html.replace('__CONTENT_POLICY__', contentPolicy),
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // What the main process needs is built in, so that a package's archive holds nothing of node_modules.
      externalizeDeps: { exclude: ['pure-rand', 'simple-statistics', 'zod'] },
      rolldownOptions: {
        // The host and its workers are processes and threads of their own; each is an entry.
        input: {
          index: 'src/main/index.ts',
          cli: 'src/cli/packaged-entry.ts',
          ...Object.fromEntries(
            Object.entries(entries).map(([entry, source]) => [entry, `src/host/${source}`]),
          ),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload is CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: { outDir: 'out/renderer', rolldownOptions: { input: 'src/renderer/index.html' } },
    plugins: [svelte({ configFile: '../../svelte.config.js' }), policyIntoPage],
  },
});
