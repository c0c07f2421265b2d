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
  const unfold = (title: string) => room.locator('summary', { hasText: title }).click();

  await test.step('what to expect, what was taken for what and the curves; the rest is folded', async () => {
    await page.keyboard.press('Control+2');
    await room.getByRole('button', { name: /^frozen on efficientnet-lite0/ }).click();
    await expect(room.getByRole('table', { name: 'Confusion, test, by sample' })).toBeVisible({
      timeout: 30_000,
    });
    await expect(
      room.getByRole('region', { name: 'What to expect' }).getByRole('heading', {
        name: /^\d of 7 test samples right: too few to promise more than \d+ to \d+ of 100/,
      }),
    ).toBeVisible();
    await expect(room.getByRole('img', { name: /^Accuracy by epoch/ }).locator('svg')).toContainText(
      'best: epoch',
    );
    // The whole answer is on the screen of a small computer.
    await page.setViewportSize({ width: 1280, height: 720 });
    await inspect(page, 'run-page');
    await unfold('By class');
    await expect(room.getByRole('row', { name: /^plastic \d+ (\d+\.\d %|\d+ of \d+) / })).toBeVisible();
    await unfold('Whatever the threshold');
    await expect(
      room.getByRole('img', { name: /^ROC\. Area under the curve \d\.\d\d/ }).locator('svg'),
    ).toBeVisible();
    await room.getByRole('region', { name: 'Whatever the threshold' }).scrollIntoViewIfNeeded();
    await inspect(page, 'run-curves');
  });

  await test.step('a number of the confusion matrix opens its photos beside it; they are walked and labelled anew', async () => {
    const cell = room.getByRole('button', { name: /^plastic, recognised: \d+, show the photos$/ });
    const count = Number((await cell.innerText()).trim());
    await cell.focus();
    await page.keyboard.press('Enter');
    const drawer = grid('plastic, recognised');
    const tiles = drawer.getByRole('list', { name: 'Photos of the cell' }).getByRole('button');
    await expect(tiles).toHaveCount(count);
    await expect(tiles.first()).toBeFocused();
    // Beside the matrix, and on the screen.
    const [left, right] = [await cell.boundingBox(), await drawer.boundingBox()];
    expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0));
    await expect(drawer).toBeInViewport({ ratio: 0.6 });
    const large = drawer.getByRole('img', { name: /^Photo of S-/ });
    await expect
      .poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await page.keyboard.press('ArrowRight');
    await expect(tiles.nth(1)).toBeFocused();
    const number = /^S-\d+/.exec((await tiles.nth(1).getAttribute('aria-label')) ?? '')?.[0] ?? 'none';
    await expect(large).toHaveAccessibleName(`Photo of ${number}`);
    await inspect(page, 'run-cell');

    // A digit labels it; it stays in its cell, marked, and the next one comes. Undo takes the label and the mark back.
    const digit = /\d$/.exec(await drawer.getByRole('button', { name: 'not-plastic' }).innerText())?.[0];
    await page.keyboard.press(digit ?? 'none');
    await expect(tiles.nth(1)).toHaveAccessibleName(/label changed since this run$/);
    await expect(tiles.nth(Math.min(2, count - 1))).toBeFocused();
    await tiles.nth(1).focus();
    await expect(drawer.getByText('Label changed since this run: not-plastic now.')).toBeVisible();
    await inspect(page, 'run-relabelled');
    await page.keyboard.press('Control+z');
    await expect(tiles.nth(1)).not.toHaveAccessibleName(/changed/);

    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(cell).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(tiles.first()).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: new RegExp(`${number}.*enlarged`) })).toBeVisible();
    await inspect(page, 'run-sample');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(tiles).toHaveCount(count);
    await expect(tiles.nth(1)).toBeFocused();
    await page.keyboard.press('Escape');
  });

  await test.step('by photo, on validation, and its log', async () => {
    await room.getByRole('button', { name: 'By photo' }).click();
    await room.getByRole('button', { name: 'Validation', exact: true }).click();
    await expect(room.getByRole('table', { name: 'Confusion, validation, by photo' })).toBeVisible();
    await expect(room.getByText(/Validation chose the best epoch/)).toBeVisible();
    await unfold('Log');
    await expect(room.getByText(/^Epoch 1\/24\n-{10}\ntrain Loss: \d/)).toBeVisible();
    await unfold('Recipe');
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
