import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { dropPath } from './support/drop.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test as base } from './support/launch.ts';

const perClass = 40;
const classes = { bright: 120, dark: 0 } as const;

/** A photo of a class: the classes differ in brightness. */
async function photoOf(name: keyof typeof classes, seed: number): Promise<Buffer> {
  const photo = await randomPhoto(seed, { width: 640, height: 480 });
  return sharp(photo).linear(0.5, classes[name]).jpeg().toBuffer();
}

/** Two folders of photos, one for each class, and a photo of each that is in neither; made before the program starts. */
const test = base.extend<{ folders: string }>({
  folders: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'strandline-try-'));
      for (const [at, name] of (['bright', 'dark'] as const).entries()) {
        for (let seed = 0; seed < perClass; seed += 1)
          await writeTree(folder, { [`photos/${name}/${seed}.jpg`]: await photoOf(name, 1000 * at + seed) });
        await writeTree(folder, { [`strange ${name}.jpg`]: await photoOf(name, 5000 + at) });
      }
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { auto: true },
  ],
  launchArgs: async ({}, use) =>
    use(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']),
});

test('a first verdict on own photos comes within a minute of starting the program: 80 photos in class folders', async ({
  folders,
  launched: { app, page, folder },
}) => {
  test.setTimeout(180_000);
  const started = await app.evaluate(() => process.getCreationTime() ?? 0);
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await chooseInDialog(app, join(folders, 'photos'));
  await page.getByRole('button', { name: 'Import photos…' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const report = page.getByRole('region', { name: 'Import finished' });
  await report.getByRole('button', { name: 'Try it' }).click({ timeout: 60_000 });

  const pane = page.getByRole('region', { name: 'Try it' });
  await expect(pane.getByText('Drop a photo here')).toBeVisible({ timeout: 60_000 });
  const verdict = pane.getByRole('group', { name: 'What the trial says' });
  await dropPath(page, join(folders, 'strange bright.jpg'), 'Drop a photo here');
  await expect(verdict).toContainText(/BRIGHT|DARK|UNSURE|UNLIKE TRAINING/, { timeout: 30_000 });
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(
    `first verdict on own photos: ${seconds.toFixed(1)} s after the program was started\n`,
  );
  expect(seconds).toBeLessThan(60);

  await test.step('the next photo is answered at once, and the trial is a run as any other', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await expect(pane).toContainText(/learnt from 5\d photos of 5\d samples/);
    await chooseInDialog(app, join(folders, 'strange dark.jpg'));
    const asked = Date.now();
    await pane.getByRole('button', { name: 'Choose a photo…' }).click();
    await expect(verdict).toContainText('strange dark.jpg');
    await expect(verdict).toContainText('sureness');
    process.stdout.write(`the next verdict: ${((Date.now() - asked) / 1000).toFixed(1)} s\n`);
    await expect
      .poll(() => pane.locator('img').evaluate((one: HTMLImageElement) => one.naturalWidth))
      .toBe(640);
    await expect(page.getByRole('button', { name: /^Trial on 80 photos/ })).toBeVisible();
    await inspect(page, 'train-try');
  });

  await test.step('what the camera sees gets a verdict as well', async () => {
    await pane.getByRole('button', { name: 'Look through the camera' }).click();
    await expect(pane.locator('video')).toBeVisible();
    await expect(verdict).toContainText(/BRIGHT|DARK|UNSURE|UNLIKE TRAINING/);
    await pane.getByRole('button', { name: 'Stop the camera' }).click();
    await expect(pane.locator('video')).toHaveCount(0);
  });
});
