import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronApplication, expect } from '@playwright/test';
import { hostOf } from './support/host-of.ts';
import { test as launchTest } from './support/launch.ts';

/** The Node that the lab runs under in these tests: a link, which a test breaks and mends. */
const test = launchTest.extend<{ node: string }>({
  node: async ({}, use, { outputDir }) => {
    mkdirSync(outputDir, { recursive: true });
    const node = join(outputDir, 'node');
    symlinkSync(process.execPath, node);
    await use(node);
  },
  launchEnv: async ({ node }, use) => use({ STRANDLINE_NODE: node }),
});

test.skip(process.platform !== 'linux', 'elsewhere no Node is started');

/** From now on error boxes are kept and answered by their button of a number, as a person would by clicking. */
async function answerBoxes(app: ElectronApplication, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = (...given: unknown[]) => {
      const said = given.at(-1) as { message: string; detail: string };
      (globalThis as { said?: string }).said = `${said.message}\n${said.detail}`;
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
}

const said = (app: ElectronApplication): Promise<string | undefined> =>
  app.evaluate(() => (globalThis as { said?: string }).said);

test('a lab’s process that can start no longer says why, and starts when it can again', async ({
  launched: { app, page },
  node,
}) => {
  const main = app.process().pid ?? 0;
  await expect.poll(() => hostOf(main)).toBeDefined();
  await expect(page.getByRole('button', { name: 'Open the demo lab' })).toBeVisible();

  // It quits by Quit, so that the box is there once; the window's end is the last thing that is looked at.
  await answerBoxes(app, 0);
  rmSync(node);
  writeFileSync(node, '#!/bin/sh\necho no such library >&2\nexit 3\n');
  process.kill(hostOf(main) ?? 0, 'SIGKILL');
  await expect.poll(() => said(app)).toContain('The part of the program that keeps the lab cannot start.');
  expect(await said(app)).toContain('may not be run');
  expect(await said(app)).toContain(`STRANDLINE_NODE names the Node that it runs under (${node})`);

  chmodSync(node, 0o755);
  await expect.poll(() => said(app)).toContain('exit status 3');
  expect(await said(app)).toContain('It said: no such library');

  rmSync(node);
  symlinkSync(process.execPath, node);
  await expect.poll(() => hostOf(main)).toBeDefined();
  await expect(page.getByRole('button', { name: 'Open the demo lab' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

for (const [what, env] of Object.entries({
  'is missing': '/nowhere/node',
  'has a file for a folder': '/etc/passwd/node',
}))
  test.describe(`a program whose Node ${what}`, () => {
    test.use({ launchEnv: async ({}, use) => use({ STRANDLINE_NODE: env }) });

    test('opens its window all the same, and quits', async ({ launched: { app, page } }) => {
      await expect(page.getByRole('main')).toBeVisible();
      expect(await page.evaluate(() => window.strandline.request('lab.current', undefined))).toMatchObject({
        ok: false,
        error: { code: 'host-gone' },
      });
      expect(hostOf(app.process().pid ?? 0)).toBeUndefined();
    });
  });
