import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronApplication, type Locator, expect } from '@playwright/test';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { test as base } from './support/trained-lab.ts';

/** Two runs of the same split: a larger picture and two views beside the one that the lab came with. */
const test = base.extend({
  lab: async ({ lab }, use) => {
    await strandlineJson(
      'train',
      lab,
      '--image-size',
      '64',
      '--views',
      '2',
      '--seed',
      '7',
      '--name',
      'small',
    );
    await use(lab);
  },
});

/** Answers the next save dialogs with a path, as a person would by clicking. */
async function saveInDialog(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, filePath);
}

test('a run is looked into down to the photo, and two runs are compared', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(240_000);
  const room = page.getByRole('main');
  const grid = (name: RegExp | string) => room.getByRole('region', { name });

  await test.step('its figures by class, curves and mistakes', async () => {
    await page.keyboard.press('Control+2');
    await room.getByRole('button', { name: /^frozen on efficientnet-lite0/ }).click();
    await expect(room.getByRole('table', { name: 'Confusion, test, by sample' })).toBeVisible({
      timeout: 30_000,
    });
    await expect(room.getByRole('row', { name: /^plastic \d+ (\d+\.\d %|\d+ of \d+) / })).toBeVisible();
    await expect(
      room.getByRole('img', { name: /^ROC\. Area under the curve \d\.\d\d/ }).locator('svg'),
    ).toBeVisible();
    await inspect(page, 'run-page');
    await room.getByRole('heading', { name: 'Whatever the threshold' }).scrollIntoViewIfNeeded();
    await inspect(page, 'run-curves');
  });

  await test.step('a cell of the confusion matrix opens its photos; a photo its sample; and back', async () => {
    const cell = room.getByRole('button', { name: /^plastic taken for plastic: \d+, show the photos$/ });
    const count = Number((await cell.innerText()).trim());
    await cell.focus();
    await page.keyboard.press('Enter');
    const photos = grid('plastic, recognised');
    await expect(photos.getByRole('button')).toHaveCount(count);
    await expect
      .poll(() =>
        photos
          .locator('img')
          .first()
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(0);
    await inspect(page, 'run-cell');

    const tile = photos.getByRole('button').nth(1);
    const number = /^S-\d+/.exec((await tile.getAttribute('aria-label')) ?? '')?.[0] ?? 'none';
    await tile.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: new RegExp(`${number}.*enlarged`) })).toBeVisible();
    await inspect(page, 'run-sample');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(photos.getByRole('button')).toHaveCount(count);
    await expect(tile).toBeFocused();
  });

  await test.step('by photo, on validation, and its log', async () => {
    await room.getByRole('button', { name: 'By photo' }).click();
    await room.getByRole('button', { name: 'Validation', exact: true }).click();
    await expect(room.getByRole('table', { name: 'Confusion, validation, by photo' })).toBeVisible();
    await expect(room.getByText(/Validation chose the best epoch/)).toBeVisible();
    await room.getByText('Log', { exact: true }).click();
    await expect(room.getByText(/^Epoch 1\/24\n-{10}\ntrain Loss: \d/)).toBeVisible();
    await room.getByText('Recipe', { exact: true }).click();
    await inspect(page, 'run-made');
  });

  await test.step('a plot is saved as a picture and as numbers', async () => {
    const svg = join(folder, 'roc.svg');
    await saveInDialog(app, svg);
    await room.getByRole('button', { name: 'Save “ROC” as SVG' }).click();
    await expect(page.getByText(`Saved as ${svg}.`)).toBeVisible();
    const picture = readFileSync(svg, 'utf8');
    expect(picture).toContain('<title>ROC</title>');
    expect(picture).not.toContain('var(--');
    const csv = join(folder, 'roc.csv');
    await saveInDialog(app, csv);
    await room.getByRole('button', { name: 'Save “ROC” as CSV' }).click();
    await expect(page.getByText(`Saved as ${csv}.`)).toBeVisible();
    expect(readFileSync(csv, 'utf8')).toMatch(/^False positive rate,True positive rate,threshold\n0,0,\n/);
  });

  await test.step('two runs side by side', async () => {
    await room.getByRole('button', { name: 'Compare…' }).click();
    await expect(room.getByText('Choose another run at the left')).toBeVisible();
    await room.getByRole('checkbox', { name: /small/ }).check();
    await expect(
      room.getByRole('heading', {
        name: /“small” .*(cannot be told apart|does (better|worse) than).* \d+ test samples/,
      }),
    ).toBeVisible();
    await expect(room.getByRole('row', { name: /^Views per photo 1 2$/ })).toBeVisible();
    await expect(
      room.getByRole('img', { name: 'Validation accuracy by epoch of 2 runs' }).locator('svg'),
    ).toBeVisible();
    await inspect(page, 'compare');

    const cell = room.getByRole('button', { name: /^small \(2\), both right: \d+, show the photos$/ });
    const count = Number((await cell.innerText()).trim());
    await cell.click();
    const photos = grid('small (2), both right');
    await expect(photos.getByRole('button')).toHaveCount(count);
    await photos.getByRole('button').first().click();
    await page.getByRole('button', { name: /Back to the comparison/ }).click();
    await expect(photos.getByRole('button').first()).toBeFocused();
    await inspect(page, 'compare-photos');
  });

  await test.step('the comparison yields to the rail, and to Escape', async () => {
    const heading = (name: string): Locator =>
      page.getByRole('main').getByRole('heading', { level: 1, name });
    await page.getByRole('button', { name: 'Models' }).click();
    await expect(heading('Models')).toBeVisible();
    await page
      .getByRole('rowheader', { name: /^small/ })
      .getByRole('button')
      .click();
    await expect(heading('small')).toBeVisible();
    await page.getByRole('button', { name: 'Compare…' }).click();
    await expect(heading('Compare runs')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(heading('small')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(heading('Models')).toBeVisible();
  });
});
