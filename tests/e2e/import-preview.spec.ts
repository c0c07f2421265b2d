import { join } from 'node:path';
import { type ElectronApplication, type Locator, type Page, expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

async function newLab(app: ElectronApplication, page: Page, folder: string): Promise<void> {
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();
}

/** Looks at a folder, as by the button of the catalogue. */
async function lookAt(app: ElectronApplication, page: Page, directory: string): Promise<Locator> {
  await chooseInDialog(app, directory);
  await page
    .getByRole('button', { name: /^Import photos/ })
    .first()
    .click();
  return page.getByRole('form', { name: 'Import: what it would make' });
}

async function imported(page: Page): Promise<void> {
  const done = page.getByRole('region', { name: 'Import finished' });
  await expect(done).toBeVisible();
  await done.getByRole('button', { name: 'Dismiss' }).click();
}

const tiles = (page: Page, name: RegExp): Locator => page.getByRole('gridcell', { name });

/** The window at a size of a small laptop and at one of a large screen. */
async function inspectSizes(page: Page, app: ElectronApplication, name: string): Promise<void> {
  for (const [width, height] of [
    [960, 600],
    [1920, 1080],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
      [width, height] as const,
    );
    await inspect(page, `${name}-${width}`);
  }
}

test('a flat folder becomes labelled samples, grouped by keys and confirmed by one', async ({
  launched: { app, page, folder },
}) => {
  const photos = join(folder, 'jars');
  for (const [index, name] of ['A1_01', 'A1_02', 'A1_03', 'B2_01', 'B2_02', 'C3_01'].entries())
    await writeTree(photos, { [`${name}.jpg`]: await randomPhoto(index + 1) });
  await newLab(app, page, folder);
  const preview = await lookAt(app, page, photos);
  await expect(preview.getByText('6 new photos of 3 new samples')).toBeVisible();
  await expect(preview.getByRole('group', { name: 'A1: 3 photos' })).toBeVisible();
  await expect(preview.getByRole('img', { name: 'A1_01.jpg' })).toBeVisible();
  await inspectSizes(page, app, 'import-flat');

  await test.step('keys group otherwise', async () => {
    await page.keyboard.press('2');
    await expect(preview.getByLabel('Photos each')).toHaveValue('2');
    await expect(preview.getByText('6 new photos of 3 new samples')).toBeVisible();
    await page.keyboard.press('+');
    await expect(preview.getByText('6 new photos of 2 new samples')).toBeVisible();
    await page.keyboard.press('n');
    await expect(preview.getByRole('group', { name: 'B2: 2 photos' })).toBeVisible();
  });

  await test.step('Enter imports, and a digit labels', async () => {
    await expect(preview.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
    await page.keyboard.press('Enter');
    await imported(page);
    await expect(tiles(page, /Sample A1,/)).toBeVisible();
    await page.getByRole('grid', { name: 'Samples' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('1');
    await expect(tiles(page, /, plastic,/)).toHaveCount(3);
  });
});

test('two trips in folders of one name are two surveys, or one where a person says so', async ({
  launched: { app, page, folder },
}) => {
  for (const [index, trip] of ['trip-2023', 'trip-2024'].entries())
    await writeTree(join(folder, trip, 'photos'), {
      'film/a.jpg': await randomPhoto(10 * index + 1),
      'shell/b.jpg': await randomPhoto(10 * index + 2),
    });
  await newLab(app, page, folder);
  const first = await lookAt(app, page, join(folder, 'trip-2023/photos'));
  await expect(first.getByText('photos: 2 new samples, a new survey')).toBeVisible();
  await page.keyboard.press('Enter');
  await imported(page);

  const second = await lookAt(app, page, join(folder, 'trip-2024/photos'));
  await expect(second.getByText('trip-2024 photos: 2 new samples, a new survey')).toBeVisible();
  await second.getByText('2 paths are those of other photos').click();
  await expect(second.getByRole('listitem').filter({ hasText: 'film/a.jpg' })).toBeVisible();
  await inspectSizes(page, app, 'import-two-trips');
  await second.getByRole('button', { name: 'Into photos' }).click();
  await expect(second.getByText('photos: 2 new samples, into the survey that is there')).toBeVisible();
  await second.getByText('2 paths are those of other photos').click();
  await second.getByRole('button', { name: 'A survey of its own' }).click();
  await expect(second.getByText('trip-2024 photos: 2 new samples, a new survey')).toBeVisible();
  await second.getByRole('button', { name: 'Import', exact: true }).click();
  await imported(page);
  const surveys = page.getByRole('navigation', { name: 'Surveys' });
  await expect(surveys).toContainText('trip-2024 photos');
});

test('a photo under two classes and classes that look alike are answered before anything is written', async ({
  launched: { app, page, folder },
}) => {
  const photos = join(folder, 'mixed');
  const twice = await randomPhoto(1);
  await writeTree(photos, {
    'film/a.jpg': twice,
    'shell/b.jpg': twice,
    'shell/c.jpg': await randomPhoto(2),
    'Shell/d.jpg': await randomPhoto(3),
  });
  await newLab(app, page, folder);
  const preview = await lookAt(app, page, photos);
  await preview.getByText('The same photo lies in film and shell').click();
  await inspectSizes(page, app, 'import-conflict');
  await preview.getByRole('button', { name: 'It is film' }).click();
  await expect(preview.getByText('The same photo lies in film and shell')).toBeHidden();

  await preview.getByText('look alike').click();
  await preview.getByRole('button', { name: 'All shell', exact: true }).click();
  await expect(preview.getByText('look alike')).toBeHidden();
  await preview.getByRole('button', { name: 'Import', exact: true }).click();
  await imported(page);
  await expect(tiles(page, /, film,/)).toHaveCount(1);
  await expect(tiles(page, /, shell,/)).toHaveCount(2);
});

test('a table is read with its columns, which a person can choose otherwise', async ({
  launched: { app, page, folder },
}) => {
  const photos = join(folder, 'sheet');
  await writeTree(photos, {
    'A1_1.jpg': await randomPhoto(1),
    'A1_2.jpg': await randomPhoto(2),
    'A2_1.jpg': await randomPhoto(3),
    'A2_2.jpg': await randomPhoto(4),
  });
  await writeTree(folder, { 'jars.csv': 'jar;class;kind\r\nA1;film;fragment\r\nA2;shell;\r\n' });
  await newLab(app, page, folder);
  const preview = await lookAt(app, page, photos);
  await expect(preview.getByText('4 new photos of 2 new samples')).toBeVisible();
  await chooseInDialog(app, join(folder, 'jars.csv'));
  await preview.getByRole('button', { name: 'Add a table…' }).click();
  await expect(preview.getByLabel('Column of Sample')).toHaveValue('jar');
  await preview.getByLabel('Column of Shape').selectOption('kind');
  await expect(preview.getByLabel('Column of Shape')).toHaveValue('kind');
  await expect(preview.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
  await inspectSizes(page, app, 'import-table');
  await preview.getByRole('button', { name: 'Import', exact: true }).click();
  await imported(page);
  await expect(tiles(page, /Sample A1, film,/)).toBeVisible();
  await expect(tiles(page, /Sample A2, shell,/)).toBeVisible();
});
