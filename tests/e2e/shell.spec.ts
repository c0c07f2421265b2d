import { expect } from '@playwright/test';
import { asking } from './support/asking.ts';
import { test } from './support/launch.ts';

test('the page is sandboxed: no Node, no other page, nothing from elsewhere', async ({
  launched: { app, page },
}) => {
  const globals = await page.evaluate(() => ({ require: 'require' in window, process: 'process' in window }));
  expect(globals).toEqual({ require: false, process: false });

  const remote = await page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'loaded',
      () => 'refused',
    ),
  );
  expect(remote).toBe('refused');
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return 'injected' in window;
  });
  expect(inline).toBe(false);

  await page.evaluate(() => {
    window.open('file:///etc/passwd');
    location.href = 'file:///etc/passwd';
  });
  expect(app.windows()).toHaveLength(1);
  expect(page.url()).toBe('app://strandline/index.html');
});

test('the bridge lets only calls of the contract through, and only chosen paths', async ({
  launched: { page, folder },
}) => {
  const ask = asking(page);
  expect(await ask('lab.current')).toEqual({ ok: true, value: null });
  expect(await ask('constructor.constructor')).toMatchObject({ ok: false, error: { code: 'bad-argument' } });
  expect(await ask('catalogue.photoFile', { hash: '0'.repeat(64), size: 'thumb' })).toMatchObject({
    ok: false,
    error: { code: 'bad-argument' },
  });
  expect(await ask('lab.create', { directory: folder })).toMatchObject({
    ok: false,
    error: { code: 'path-not-allowed' },
  });
  expect(await ask('bench.classify', { files: ['/etc/passwd'] })).toMatchObject({
    ok: false,
    error: { code: 'path-not-allowed' },
  });
});

test('the photo protocol serves photos of the lab and nothing else', async ({ launched: { page } }) => {
  const loads = (url: string): Promise<boolean> =>
    page.evaluate(
      (src) =>
        new Promise<boolean>((resolve) => {
          const image = new Image();
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = src;
        }),
      url,
    );
  expect(await loads('photo://..%2f..%2fetc/passwd')).toBe(false);
  expect(await loads(`photo://${'0'.repeat(64)}/thumb`)).toBe(false);
  expect(await loads(`photo://${'0'.repeat(64)}/%2e%2e/original`)).toBe(false);
});
