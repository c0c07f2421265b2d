import { expect } from '@playwright/test';
import { test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

const test = launchTest.extend<{ lab: string }>({
  lab: async ({}, use, { outputDir }) => use(await twoPhotoLab(outputDir)),
  launchArgs: async ({ lab }, use) => use([lab]),
  launchEnv: async ({}, use) => use({ LC_ALL: 'de_DE.UTF-8', LANGUAGE: '' }),
});

test('dates stand as the system writes them, around English sentences', async ({ launched: { page } }) => {
  const grid = page.getByRole('grid', { name: 'Samples' });
  await grid.getByRole('gridcell').first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('History', { exact: true }).click();
  await expect(details.getByText(/, \d\d\.\d\d\.20\d\d, \d\d:\d\d/).first()).toBeVisible();
});
