import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from '@playwright/test';
import { dropPath } from './support/drop.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog } from './support/launch.ts';
import { test, unseenPhotos } from './support/trained-lab.ts';

/** A folder of fragments as people bring them: three of two angles in folders, one of them damaged, and what is none. */
function dropFolder(folder: string): string {
  const photos = join(folder, 'Line 4');
  const fragments = { 'S-1': unseenPhotos('plastic', 2), 'S-2': unseenPhotos('cardboard', 2) };
  for (const [name, files] of Object.entries(fragments)) {
    mkdirSync(join(photos, name), { recursive: true });
    for (const file of files) copyFileSync(file, join(photos, name, basename(file)));
  }
  mkdirSync(join(photos, 'S-3'));
  writeFileSync(join(photos, 'S-3', 'broken.jpg'), 'this is no photo');
  writeFileSync(join(photos, 'notes.txt'), 'Line 4, after the storm');
  return photos;
}

test('a folder of photos gets verdicts, which are sorted, corrected, saved, and kept in the catalogue', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 720 });
  const photos = dropFolder(folder);
  const grid = page.getByRole('grid', { name: 'Verdicts on photos' });
  const cells = grid.getByRole('gridcell');

  await test.step('a model’s page goes straight to the photos, with that model', async () => {
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: /frozen on efficientnet-lite0/ }).click();
    await page.getByRole('button', { name: 'Classify photos with it' }).click();
    await expect(page.getByRole('heading', { name: 'Drop photos or folders here' })).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Model' })).not.toHaveValue('');
    await inspect(page, 'bench-photos-empty');
  });

  await test.step('a folder gets a verdict for each fragment, and what is damaged says why', async () => {
    await dropPath(page, photos, 'Drop photos or folders here');
    await expect(cells).toHaveCount(3);
    await expect(page.getByRole('button', { name: /^not read 1$/ })).toBeVisible({ timeout: 30_000 });
    await expect(cells.last()).toContainText(/no photo|damaged|unknown|not/);
    const pictures = cells.locator('img');
    await expect
      .poll(() =>
        pictures.evaluateAll((all: HTMLImageElement[]) => all.filter((one) => one.naturalWidth > 0).length),
      )
      .toBe(2);
    await expect(page.getByText('1 file left out')).toBeVisible();
    await inspect(page, 'bench-photos-grid');
  });

  await test.step('keys walk, enlarge and correct', async () => {
    await grid.press('Home');
    await grid.press(' ');
    const large = page.locator('.large img');
    await expect
      .poll(() => large.first().evaluate((one: HTMLImageElement) => one.naturalWidth))
      .toBeGreaterThan(256);
    await grid.press('Escape');
    await expect(large).toHaveCount(0);
    await page.getByRole('combobox', { name: 'Order' }).selectOption('By file');
    await grid.press('Home');
    await grid.press('2');
    await grid.press('1');
    await expect(cells.first()).toContainText('you say');
    const labels = await cells.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(labels.map((label) => /you say ([a-z-]+)/.exec(label ?? '')?.[1])).toEqual([
      expect.stringMatching(/plastic/),
      expect.stringMatching(/plastic/),
      undefined,
    ]);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await expect(cells).toHaveCount(3);
    await inspect(page, 'bench-photos-table');
  });

  await test.step('verdicts are saved as CSV and Excel', async () => {
    await chooseInDialog(app, folder);
    await page.getByRole('button', { name: 'Save CSV…' }).click();
    await expect.poll(() => readdirSync(folder)).toContain('verdicts.csv');
    const lines = readFileSync(join(folder, 'verdicts.csv'), 'utf8').trim().split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('file,other_files,verdict,likeliest_class,confidence,sureness');
    expect(lines[3]).toContain('broken.jpg');
    await page.getByRole('button', { name: 'Save Excel…' }).click();
    await expect.poll(() => readdirSync(folder)).toContain('verdicts.xlsx');
  });

  await test.step('what becomes of them is said before they are kept, and one undo takes it back', async () => {
    await page.getByRole('button', { name: 'Keep in the catalogue…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keep these photos in the catalogue' });
    await expect(dialog.getByLabel('Survey')).toHaveValue('Line 4');
    await expect(dialog).toContainText('2 samples of 4 photos');
    await expect(dialog).toContainText('2 samples with the label that you gave.');
    await expect(dialog).toContainText('1 fragment left out');
    await inspect(page, 'bench-photos-keep');
    await dialog.getByRole('button', { name: 'Keep 2 samples' }).click();
    const report = page.getByRole('region', { name: 'Import finished' });
    await expect(report).toContainText('2 new samples', { timeout: 30_000 });
    const survey = page.getByRole('button', { name: /^Line 4/ });
    await expect(survey).toBeVisible();
    await survey.click();
    const samples = page.getByRole('grid', { name: 'Samples' }).getByRole('gridcell');
    await expect(samples).toHaveCount(2);
    await expect(samples.first()).toHaveAttribute('aria-label', /^Sample S-1, (not-)?plastic, 2 angles/);
    await page.keyboard.press('Control+z');
    await expect(survey).toHaveCount(0);
  });
});
