import { join } from 'node:path';
import { expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

const test = launchTest.extend<{ lab: string }>({
  lab: async ({}, use, { outputDir }) => use(await twoPhotoLab(outputDir)),
  launchArgs: async ({ lab }, use) => use([lab]),
});

test('another lab is looked at, decided about, brought in and taken back, by keyboard', async ({
  launched: { app, page, folder },
}) => {
  const other = join(folder, 'porto');
  const photos = join(folder, 'other photos');
  await writeTree(photos, { 'Plastic/3.jpg': await randomPhoto(3) });
  await strandlineJson('init', other, '--name', 'Porto');
  await strandlineJson('import', other, photos, '--survey', 'North Bay');
  await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible();
  await chooseInDialog(app, other);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Bring in a lab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Bring in the lab Porto' });
  await expect(dialog).toContainText('disagreement');
  // Numbers are one kind of disagreement, names of classes another.
  await expect(dialog.getByText('Numbers on two things')).toBeVisible();
  await inspect(page, 'merge');
  // The class that looks like one of the lab's is that one.
  await dialog.getByLabel('What Plastic is called here').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('plastic');
  await page.keyboard.press('Tab');
  await expect(dialog.getByLabel('What Plastic is called here')).toHaveValue('plastic');
  await expect(dialog.getByText('new', { exact: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Bring in' }).focus();
  await page.keyboard.press('Enter');
  const messages = page.getByRole('status', { name: 'Messages' });
  await expect(messages).toContainText('Porto brought 1 sample and 1 photo');
  await expect(page.getByRole('status').filter({ hasText: '3 samples' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible();
});
