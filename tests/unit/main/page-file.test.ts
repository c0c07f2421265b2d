import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageFile } from '../../../src/main/page-file.ts';

test.each([
  ['app://strandline/index.html', 'index.html'],
  ['app://strandline/index.html?at=1#models', 'index.html'],
  ['app://strandline/assets/index-zlteJfXF.js', 'assets/index-zlteJfXF.js'],
  ['app://strandline/', undefined],
  ['app://elsewhere/index.html', undefined],
  ['app://strandline/../main/index.js', undefined],
  ['app://strandline/assets/../../main/index.js', undefined],
  ['app://strandline/assets/%2e%2e/%2e%2e/main/index.js', undefined],
  ['app://strandline/assets/..%2f..%2fmain%2findex.js', undefined],
  ['app://strandline/assets/..\\..\\main\\index.js', undefined],
  ['app://strandline//etc/passwd', undefined],
  ['no address', undefined],
])('%s is %s', (address, file) => {
  expect(pageFile(address)).toBe(file);
});

test('no address leads out of the page’s folder', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', 'assets', 'index.html', ''),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const file = pageFile(`app://strandline/${parts.join('/')}`);
      expect(file ?? 'index.html').toMatch(/^(index\.html|assets\/[^/\\]+)$/);
      expect(file ?? '').not.toMatch(/\/\.\.?$/);
    }),
  );
});
