import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { type Plugin, defineConfig } from 'vite';

const here = import.meta.dirname;

/** Serves pictures of a folder under invented hashes, and a plain ground where there is none. */
function previewPhotos(folder: string | undefined): Plugin {
  const files =
    folder === undefined
      ? []
      : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'));
  return {
    name: 'preview-photos',
    enforce: 'pre',
    resolveId: (id) => (id.endsWith('lib/photo-url.ts') ? join(here, 'photo-url.ts') : undefined),
    configureServer(server) {
      server.middlewares.use('/preview-photo', (request, response) => {
        const index = Number.parseInt((request.url ?? '').slice(1, 9), 16);
        const file = files[index % files.length];
        if (folder === undefined || file === undefined) {
          response.setHeader('content-type', 'image/svg+xml');
          response.end(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path fill="#cbb994" d="M0 0h4v3H0z"/></svg>',
          );
          return;
        }
        void readFile(join(folder, file)).then((bytes) => response.end(bytes));
      });
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [
    previewPhotos(process.env.PREVIEW_PHOTOS),
    svelte({ configFile: resolve(here, '../../svelte.config.js') }),
  ],
  build: { target: 'chrome130' },
  server: { fs: { allow: [resolve(here, '../..')] } },
});
