import { join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import { writeManyPhotos } from '../support/photos.ts';
import { asking } from './support/asking.ts';
import { hostOf } from './support/host-of.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

const test = launchTest.extend<{ lab: string }>({
  lab: async ({}, use, { outputDir }) => {
    const lab = await twoPhotoLab(outputDir);
    await use(lab);
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

/** How many photos an import that goes on has put into the catalogue; its looking through the folder comes before. */
async function importedPhotos(page: Page): Promise<number> {
  const jobs = (await asking(page)('jobs.list')) as {
    value: { kind: string; progress: { phase: string; done: number } | null }[];
  };
  const progress = jobs.value.find(({ kind }) => kind === 'import')?.progress;
  return progress?.phase === 'Importing' ? progress.done : 0;
}

test.skip(process.platform !== 'linux', 'the process is found in /proc');

test('a lab whose process is killed in the middle of a job goes on: edits are there, the job is resumed', async ({
  launched: { app, page, folder },
}) => {
  const main = app.process().pid ?? 0;
  const card = join(folder, 'card');
  await writeManyPhotos(join(card, 'plastic'), 240, { width: 1600, height: 1200 });

  /** Kills the lab's process as a lack of memory would. */
  async function kill(): Promise<void> {
    await expect.poll(() => hostOf(main)).toBeDefined();
    process.kill(hostOf(main) ?? 0, 'SIGKILL');
  }

  // An edit that was acknowledged: the first sample is something else now.
  const grid = page.getByRole('grid');
  await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible();
  await grid.focus();
  await page.keyboard.press('0');
  await expect(page.getByRole('button', { name: 'Undo: class of 1 sample' })).toBeVisible();

  await chooseInDialog(app, card);
  await page.getByRole('button', { name: 'Import photos…' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'Jobs' });
  await expect.poll(() => importedPhotos(page)).toBeGreaterThan(0);
  await kill();

  const messages = page.getByRole('status', { name: 'Messages' });
  await expect(messages).toContainText('was started again; everything that was saved is still there');
  await expect(messages).toContainText('SIGKILL');
  // What was said to be imported is there, and its step lies over the edit's.
  await expect(page.getByRole('button', { name: /^Undo: \d+ photos imported$/ })).toBeVisible();
  await expect(jobs).toContainText('interrupted');
  await inspect(page, 'host-restarted');
  await jobs.getByRole('button', { name: /^Resume/ }).click();
  await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('status').filter({ hasText: '242 samples' })).toBeVisible();

  // The edit took one sample's class away, and that is how it stayed.
  const classes = await asking(page)('catalogue.classes');
  const labelled = (classes as { value: { samples: number }[] }).value;
  expect(labelled.reduce((sum, { samples }) => sum + samples, 0)).toBe(241);

  // Again and again: nobody is served by starting it for ever, so that is said, and a person starts it.
  await kill();
  await expect(messages).toContainText('was started again');
  await expect.poll(() => hostOf(main)).toBeDefined();
  await kill();
  const down = page.getByRole('alert');
  await expect(down).toContainText('ended three times within a minute');
  await inspect(page, 'host-down');
  await down.getByRole('button', { name: 'Start it again' }).click();
  await expect(page.getByRole('status').filter({ hasText: '242 samples' })).toBeVisible();
});
