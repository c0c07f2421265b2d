import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type CustomScheme, protocol } from 'electron';
import { contentPolicy } from '#shared/content-policy.ts';
import { pageFile } from './page-file.ts';

const scheme = 'app';

/** The window's own origin: unlike `file:`, where `'self'` is the whole disk, it holds the page and nothing else. */
export const pageScheme: CustomScheme = { scheme, privileges: { standard: true, secure: true } };

export const pageAddress = `${scheme}://strandline/index.html`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const headers = {
  'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Serves the built page, and no file beside it. */
export function servePage(): void {
  const folder = join(import.meta.dirname, '../renderer');
  protocol.handle(scheme, async ({ url }) => {
    const file = pageFile(url);
    const type = file === undefined ? undefined : types[extname(file)];
    if (file === undefined || type === undefined) return new Response('', { status: 404, headers });
    try {
      const bytes = new Uint8Array(await readFile(join(folder, file)));
      return new Response(bytes, { headers: { ...headers, 'content-type': type } });
    } catch {
      return new Response('', { status: 404, headers });
    }
  });
}
