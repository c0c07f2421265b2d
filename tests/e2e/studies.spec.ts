import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { demoPhotos } from './support/demo-photos.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

test('a study in the window: asked, watched, paused, resumed, told as one sentence, one plot, one table', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(240_000);
  const photos = join(folder, 'North Bay');
  await demoPhotos(photos);
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByLabel('Name of the lab').fill('North Bay');
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();
  await page.keyboard.press('Control+5');
  await expect(page.getByRole('heading', { name: 'How many photos are enough?' })).toBeVisible();
  await inspect(page, 'studies-empty');

  await page.keyboard.press('Control+1');
  await chooseInDialog(app, photos);
  await page.getByRole('button', { name: 'Import photos…' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible({ timeout: 60_000 });

  await page.keyboard.press('Control+5');
  await page.getByRole('radio', { name: 'How many angles per sample?' }).check();
  await page.getByLabel('Repeats').fill('2');
  await page.getByLabel('Image side, px').fill('96');
  await page.getByLabel('Epochs').fill('8');
  await inspect(page, 'studies-new');
  await page.getByRole('button', { name: 'Start', exact: true }).click();

  const main = page.getByRole('main');
  await expect(main.getByRole('progressbar')).toBeVisible();
  await expect(main.getByRole('row').nth(1)).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(main.getByText(/^paused, \d of \d+ runs$/)).toBeVisible({ timeout: 30_000 });
  await main.getByRole('button', { name: 'Resume' }).click();
  await expect(main.getByText(/^done, (\d+) of \1 runs$/)).toBeVisible({ timeout: 120_000 });

  await expect(
    main.getByRole('heading', {
      level: 2,
      name: /angles of each of \d+ training samples: .* by sample .* by photo/,
    }),
  ).toBeVisible();
  await expect(
    main.getByRole('img', { name: /Test accuracy by sample, \d points/ }).locator('svg'),
  ).toBeVisible();
  await expect(main.getByRole('row', { name: /^1 .*photos of .*samples/ })).toBeVisible();
  // The table has room in a small window.
  await page.setViewportSize({ width: 1280, height: 720 });
  const { overflow } = await main.evaluate((element) => ({
    overflow: [...element.querySelectorAll('.page')].some((one) => one.scrollWidth > one.clientWidth),
  }));
  expect(overflow).toBe(false);
  await inspect(page, 'study');

  const report = join(folder, 'study.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, report);
  await main.getByRole('button', { name: 'Save the report as PDF' }).click();
  await expect(page.getByText(`The report was written to ${report}.`)).toBeVisible({ timeout: 30_000 });
  expect(readFileSync(report, 'latin1').slice(0, 5)).toBe('%PDF-');

  await main.getByText(/^Single runs: \d+$/).click();
  await main.getByRole('button', { name: 'Open the run at 1, seed 2' }).click();
  await expect(main.getByRole('heading', { name: 'angles: 1, seed 2' })).toBeVisible();
  await expect(main.getByRole('table', { name: /Confusion/ })).toBeVisible();
  await main.getByRole('button', { name: 'Back to the study' }).click();
  await expect(
    main.getByRole('heading', {
      level: 2,
      name: /angles of each of \d+ training samples: .* by sample .* by photo/,
    }),
  ).toBeVisible();

  // What these runs predicted says at once how many photos a new fragment needs.
  await main.getByRole('button', { name: 'New study' }).first().click();
  await page.getByRole('radio', { name: 'How many photos at the bench?' }).check();
  await page.getByLabel('Taken from').selectOption({ label: 'Study 1: Angles per sample, frozen' });
  await inspect(page, 'studies-bench-new');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(main.getByText(/^done, (\d+) of \1 points$/)).toBeVisible({ timeout: 30_000 });
  await expect(
    main.getByRole('heading', { level: 2, name: /^One photo of each new fragment: .*; two: / }),
  ).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 720 });
  await inspect(page, 'study-bench');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await inspect(page, 'study-bench-wide');
});
