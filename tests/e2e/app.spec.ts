import { readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ElectronApplication, type Locator, type Page, expect } from '@playwright/test';
import { renderDemoPhotos } from '#demo/render-demo-photos.ts';
import { asking } from './support/asking.ts';
import { demoPhotos, samplesPerClass } from './support/demo-photos.ts';
import { inspect, screenshots } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

async function goTo(page: Page, room: 'Catalogue' | 'Train' | 'Models' | 'Bench'): Promise<void> {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: room }).click();
}

/** Makes the window's content that large, in pixels. */
async function resize(app: ElectronApplication, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
}

/** Turns the wheel until the tile is wholly in view: the list may still be measuring its rows. */
async function scrollTo(page: Page, tile: Locator): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, 5000);
    await expect(tile).toBeInViewport({ ratio: 1, timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

/** Clicks in the middle of a tile while the list still moves, by a pixel up and down. */
async function clickWhileScrolled(page: Page, list: Locator, tile: Locator): Promise<void> {
  const moving = list.evaluate(async (element) => {
    for (let turn = 0; turn < 40; turn += 1) {
      element.scrollTop += turn % 2 === 0 ? -1 : 1;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  });
  const { x = 0, y = 0, width = 0, height = 0 } = (await tile.boundingBox()) ?? {};
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 100 });
  await moving;
}

async function makeLab(app: ElectronApplication, page: Page, directory: string): Promise<void> {
  await chooseInDialog(app, directory);
  await page.getByLabel('Name of the lab').fill('North Bay');
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();
}

async function importFolder(app: ElectronApplication, page: Page, directory: string): Promise<void> {
  await chooseInDialog(app, directory);
  await page.getByRole('button', { name: 'Import photos…' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible({ timeout: 60_000 });
}

test('from an empty folder to a verdict: lab, import, thumbnails, training, accuracy, classification', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(300_000);
  const photos = join(folder, 'North Bay, spring');
  const strangers = join(folder, 'strangers');
  const rendered = await demoPhotos(photos);
  await renderDemoPhotos({ directory: strangers, seed: 77, samplesPerClass: 1 });
  writeFileSync(join(photos, 'plastic', 'notes.jpg'), 'not a photo at all');
  await mkdir(screenshots, { recursive: true });

  await test.step('the first start offers a lab', async () => {
    await expect(page.getByRole('button', { name: 'Open the demo lab' })).toBeVisible();
    await inspect(page, 'welcome');
    await makeLab(app, page, join(folder, 'lab'));
    await inspect(page, 'catalogue-empty');
  });

  await test.step('a folder becomes a survey, and what could not be read is named', async () => {
    await importFolder(app, page, photos);
    const report = page.getByRole('region', { name: 'Import finished' });
    await expect(report).toContainText(`${rendered} new photos`);
    await report.getByText('1 file left out').click();
    await expect(report).toContainText('notes.jpg');
    await inspect(page, 'catalogue-imported');
    await report.getByRole('button', { name: 'Dismiss' }).click();
  });

  await test.step('the samples are seen, near and from every angle', async () => {
    const grid = page.getByRole('grid', { name: 'Samples' });
    await expect(page.getByText(`${2 * samplesPerClass} samples`, { exact: true })).toBeVisible();
    await expect
      .poll(() =>
        grid
          .locator('img')
          .evaluateAll((images: HTMLImageElement[]) => images.map((image) => image.naturalWidth > 0)),
      )
      .toEqual(expect.arrayContaining([true]));
    const widths = await grid
      .locator('img')
      .evaluateAll((images: HTMLImageElement[]) =>
        Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth))),
      );
    expect(Math.min(...widths)).toBeGreaterThan(0);
    await resize(app, 1000, 640);
    await grid.hover();
    const lastTile = page.getByRole('gridcell', { name: new RegExp(`F00${2 * samplesPerClass},`) });
    await scrollTo(page, lastTile);
    await lastTile.click();
    await expect(grid).toBeFocused();
    await page.keyboard.press('Home');
    await expect(lastTile).not.toBeInViewport({ ratio: 1 });
    // Scrolling away from the chosen sample must not be undone, also not where the list is made anew.
    await scrollTo(page, lastTile);
    const ask = asking(page);
    const surveys = page.getByRole('navigation', { name: 'Surveys' });
    await ask('edits.addSurvey', { name: 'Of another person' });
    await expect(surveys).toContainText('Of another person');
    await page.waitForTimeout(500);
    await expect(lastTile).toBeInViewport({ ratio: 1 });
    await ask('edits.undo');
    await expect(surveys).not.toContainText('Of another person');
    // Nor does a list that still moves lose a click.
    await clickWhileScrolled(page, grid, lastTile);
    await expect(lastTile).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Home');
    await resize(app, 1440, 900);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    const viewer = page.getByRole('dialog', { name: /enlarged/ });
    await page.keyboard.press('ArrowRight');
    await expect(viewer.getByRole('img', { name: /angle 2/ })).toBeVisible();
    await inspect(page, 'sample');
    await page.keyboard.press('Escape');
    await expect(grid).toBeFocused();
  });

  await test.step('a frozen run shows its test accuracy', async () => {
    await goTo(page, 'Train');
    await page.getByRole('button', { name: 'Draw split' }).click();
    await expect(page.getByRole('row', { name: /^Test/ })).toBeVisible();
    await inspect(page, 'train');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible();
    const bySample = page.getByRole('region', { name: 'What to expect' });
    await expect(bySample).toContainText(/\d of \d samples \(\d+\.\d–\d+\.\d\s%\)/, { timeout: 240_000 });
    await expect(page.getByRole('img', { name: /Accuracy by epoch/ })).toBeVisible();
    await inspect(page, 'train-result');
  });

  await test.step('all layers are trained, paused, taken up again, and their logs saved', async () => {
    await page.getByRole('button', { name: 'New run' }).first().click();
    await page.getByRole('radio', { name: 'All layers', exact: true }).check();
    await expect(page.getByRole('combobox', { name: 'Device' })).toContainText('cpu', {
      timeout: 60_000,
    });
    await page.getByText('Recipe', { exact: true }).click();
    await page.getByRole('spinbutton', { name: 'Epochs', exact: true }).fill('200');
    await page.getByRole('spinbutton', { name: 'Image side, px' }).fill('64');
    await inspect(page, 'train-all-layers');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const room = page.getByRole('main');
    await expect(room.getByText(/^epoch [1-9]\d* of 200/)).toBeVisible({ timeout: 60_000 });
    await room.getByRole('button', { name: 'Pause' }).click();
    await expect(room.getByText('paused', { exact: true }).first()).toBeVisible({ timeout: 20_000 });
    const epochs = Number(/^epoch (\d+) of/.exec(await room.getByText(/^epoch /).innerText())?.[1]);
    await room.getByRole('button', { name: 'Resume' }).click();
    await expect
      .poll(async () => Number(/^epoch (\d+) of/.exec(await room.getByText(/^epoch /).innerText())?.[1]), {
        timeout: 60_000,
      })
      .toBeGreaterThan(epochs);
    await inspect(page, 'train-resumed');
    await room.getByRole('button', { name: 'Cancel' }).click();
    await expect(room.getByText('cancelled', { exact: true }).first()).toBeVisible({ timeout: 20_000 });
    await chooseInDialog(app, folder);
    await room.getByRole('button', { name: 'Save logs…' }).click();
    await expect.poll(() => readdirSync(folder)).toContain('run-2-log.txt');
  });

  await test.step('the model is listed with its interval', async () => {
    await page.keyboard.press('Control+3');
    await expect(
      page.getByRole('table').getByRole('row', { name: /frozen on efficientnet-lite0/ }),
    ).toContainText(/\d of \d samples/);
    await inspect(page, 'models');
  });

  await test.step('photos that the lab never saw get a verdict', async () => {
    await goTo(page, 'Bench');
    const [stranger = ''] = readdirSync(join(strangers, 'plastic'));
    const sample = join(strangers, 'plastic', stranger);
    const files = readdirSync(sample).map((name) => join(sample, name));
    await chooseInDialog(app, ...files);
    await page.getByRole('button', { name: 'Photos', exact: true }).click();
    await page.getByRole('button', { name: 'Choose photos…' }).click();
    const verdict = page.getByText(/^(PLASTIC|NOT PLASTIC|UNSURE|UNLIKE TRAINING)$/);
    await expect(verdict).toBeVisible({ timeout: 60_000 });
    const cells = page.getByRole('grid', { name: 'Verdicts on photos' }).getByRole('gridcell');
    await page.getByRole('combobox', { name: 'Angles' }).selectOption('Each photo alone');
    await expect(cells).toHaveCount(files.length);
    await inspect(page, 'bench');
    await page.getByRole('combobox', { name: 'Angles' }).selectOption('All one fragment');
    await expect(cells).toHaveCount(1);
    await expect(verdict).toBeVisible();
  });
});

test('a folder that is no lab is refused in words, and a cancelled choice changes nothing', async ({
  launched: { app, page, folder },
}) => {
  const notALab = join(folder, 'holiday');
  await mkdir(notALab);
  await chooseInDialog(app, notALab);
  await page.getByRole('button', { name: 'Open a lab folder…' }).click();
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText(
    'Choose a folder made by Strandline',
  );

  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await expect(page.getByText('No folder chosen yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make the lab' })).toBeDisabled();
});

test('the keyboard reaches the rooms and their keys are explained', async ({
  launched: { app, page, folder },
}) => {
  await makeLab(app, page, join(folder, 'lab'));
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { name: 'The bench needs a model' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await inspect(page, 'keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
});
