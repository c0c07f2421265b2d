import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

const test = launchTest.extend<{ lab: string }>({
  lab: async ({}, use, { outputDir }) => {
    const lab = await twoPhotoLab(outputDir);
    truncateSync(join(lab, 'lab.sqlite3'), 0);
    await use(lab);
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

test('an emptied lab is named at the start, restored, backed up, checked and copied', async ({
  launched: { app, page, folder },
}) => {
  const dialog = page.getByRole('dialog', { name: 'This lab was not opened' });
  await expect(dialog.getByRole('alert')).toContainText('is empty (0 bytes)');
  await expect(dialog.getByRole('alert')).toContainText('with 2 samples and 2 photos');
  await expect(dialog.getByRole('radio')).toBeChecked();
  await expect(dialog).toContainText('The files of all its photos are there.');
  await inspect(page, 'damaged-lab');
  await dialog.getByRole('button', { name: 'Restore this backup' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible();

  // An edit, which going back to the copy from before it takes away.
  await page.getByRole('grid').focus();
  await page.keyboard.press('0');
  await expect(page.getByRole('button', { name: 'Undo: class of 1 sample' })).toBeVisible();
  const run = async (command: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(command);
    await page.keyboard.press('Enter');
  };
  const messages = page.getByRole('status', { name: 'Messages' });
  await run('Back up now');
  await expect(messages).toContainText('The lab is backed up');
  await run('Backups');
  const backups = page.getByRole('dialog', { name: 'Backups of this lab' });
  await expect(backups.getByRole('radio')).toHaveCount(2);
  await backups.getByRole('radio').last().click();
  await expect(backups).toContainText('would come');
  await inspect(page, 'backups');
  await backups.getByRole('button', { name: 'Restore this backup' }).click();
  await expect(backups).toBeHidden();
  await expect(messages).toContainText('The lab is as it was then');
  await expect(page.getByRole('button', { name: 'Undo: 2 photos imported' })).toBeVisible();

  await run('Check the lab');
  await expect(messages).toContainText('The lab is whole: 2 photos and 0 models were checked.');
  await chooseInDialog(app, join(folder, 'disk'));
  await run('Copy this lab');
  await expect(messages).toContainText('Every file was read again and is the same.');
  expect(await strandlineJson('verify', join(folder, 'disk'))).toMatchObject({ photos: 2, problems: [] });
});
