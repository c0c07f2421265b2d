import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { asking } from './support/asking.ts';
import { saveInDialog, test } from './support/launch.ts';

const sheets = (count: number): string =>
  Array.from({ length: count }, (_, index) => `<section style="break-after: page">${index}</section>`).join(
    '',
  );

test('a page is saved as a PDF with its pages, without its scripts and without the network', async ({
  launched: { app, page, folder },
}) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  const address = server.address();
  const elsewhere = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const html = `<!doctype html><html lang="en"><head><title>Run 7</title>
    <link rel="stylesheet" href="${elsewhere}/style.css" /><meta http-equiv="refresh" content="0;url=${elsewhere}/" /></head>
    <body><img src="${elsewhere}/photo.jpg" />${sheets(3)}
    <script>document.body.innerHTML += '${sheets(5)}'</script></body></html>`;
  const ask = asking(page);

  const pdf = join(folder, 'report.pdf');
  await saveInDialog(app, pdf);
  const document = { html, suggestedName: 'Run 7', as: 'pdf' };
  expect(await ask('shell.saveDocument', document)).toEqual({ ok: true, value: { path: pdf } });
  const printed = readFileSync(pdf, 'latin1');
  expect(printed.slice(0, 5)).toBe('%PDF-');
  // Its script would have made more of them.
  expect(printed.match(/\/Type \/Page\b/g)).toHaveLength(3);
  expect(asked).toBe(0);
  server.close();
  expect(app.windows()).toHaveLength(1);

  // As it is, under a name without its extension; text with the extension of its name.
  await saveInDialog(app, join(folder, 'plain'));
  expect(await ask('shell.saveDocument', { ...document, as: 'html' })).toMatchObject({
    value: { path: join(folder, 'plain.html') },
  });
  expect(readFileSync(join(folder, 'plain.html'), 'utf8')).toBe(html);
  await saveInDialog(app, join(folder, 'models.csv'));
  await ask('shell.saveText', { text: 'model,accuracy\n', suggestedName: 'models.csv' });
  expect(readFileSync(join(folder, 'models.csv'), 'utf8')).toBe('model,accuracy\n');

  // What was written can be opened; what nobody chose is not, and what might be run is shown in its folder.
  await app.evaluate(({ shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    shell.openPath = (path) => {
      asked.push(`open ${path}`);
      return Promise.resolve('');
    };
    shell.showItemInFolder = (path) => void asked.push(`show ${path}`);
  });
  expect(await ask('shell.openFile', { written: pdf })).toMatchObject({ ok: true });
  expect(await ask('shell.openFile', { written: '/etc/hostname' })).toMatchObject({
    error: { code: 'path-not-allowed' },
  });
  const script = join(folder, 'script.sh');
  await saveInDialog(app, script);
  await ask('shell.saveText', { text: 'true\n', suggestedName: 'script.sh' });
  await ask('shell.openFile', { written: script });
  expect(await app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([
    `open ${pdf}`,
    `show ${script}`,
  ]);
  rmSync(script);
  expect(await ask('shell.openFile', { written: script })).toMatchObject({ error: { code: 'not-found' } });

  // A changed mind is no failure; what cannot be written is one, in words, and leaves nothing behind.
  await saveInDialog(app, undefined);
  expect(await ask('shell.saveDocument', document)).toEqual({ ok: true, value: null });
  mkdirSync(join(folder, 'taken.html'));
  await saveInDialog(app, join(folder, 'taken.html'));
  expect(await ask('shell.saveDocument', { ...document, as: 'html' })).toMatchObject({
    ok: false,
    error: {
      code: 'not-saved',
      message: `${join(folder, 'taken.html')} could not be written: a folder has this name.`,
    },
  });
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(
    await ask('shell.saveText', { text: 'x'.repeat(65 * 1024 * 1024), suggestedName: 'log.txt' }),
  ).toMatchObject({
    ok: false,
    error: { code: 'too-large' },
  });
});

test('the computer is kept awake while there is a reason, and no longer than the page', async ({
  launched: { app, page },
}) => {
  const keepAwake = (on: boolean, reason: string): Promise<unknown> =>
    page.evaluate(
      ([value, why]) => window.strandline.request('shell.keepAwake', { on: value, reason: why }),
      [on, reason] as const,
    );
  /** What the system was asked for: blockers are numbered from 0. */
  const awake = (): Promise<boolean> =>
    app.evaluate(({ powerSaveBlocker }) => [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)));

  expect(await awake()).toBe(false);
  await keepAwake(true, 'run 1');
  await keepAwake(true, 'run 2');
  expect(await keepAwake(false, 'run 1')).toEqual({ ok: true, value: { awake: true } });
  expect(await awake()).toBe(true);
  expect(await keepAwake(false, 'run 2')).toEqual({ ok: true, value: { awake: false } });
  expect(await awake()).toBe(false);

  await keepAwake(true, 'run 3');
  expect(await awake()).toBe(true);
  await page.reload();
  await page.getByRole('main').waitFor();
  expect(await awake()).toBe(false);
});
