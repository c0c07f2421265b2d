import { join } from 'node:path';
import { type Locator, type Page, expect } from '@playwright/test';
import { renderDemoPhotos } from '#demo/render-demo-photos.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Samples' });
const tile = (page: Page, number: string) =>
  page.getByRole('gridcell', { name: new RegExp(`Sample ${number},`) });

/** ISO date of this computer's calendar. */
function today(): string {
  return new Date().toLocaleDateString('sv-SE');
}

/** Presses Tab until what has the focus is called that. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labels = 'labels' in element && element.labels instanceof NodeList ? [...element.labels] : [];
      return (
        element.ariaLabel ?? [...labels.map((label) => label.textContent), element.textContent].join(' ')
      );
    });
    if (name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not get to ${name}`);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('from a new lab to ten labelled samples by keyboard only', async ({
  launched: { app, page, folder },
}) => {
  await chooseInDialog(app, join(folder, 'lab'));
  await tabTo(page, /^Name of the lab/);
  await page.keyboard.type('North Bay 2026');
  await press(page, 'Tab', 'Tab', 'Enter');
  await expect(page.getByText(join(folder, 'lab'))).toBeVisible();
  await press(page, 'Tab', 'Enter');
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();

  await test.step('a survey is refused where it is wrong, in words, and kept where it is right', async () => {
    await press(page, 'Shift+N');
    await page.keyboard.type('North Bay');
    await tabTo(page, /^Date/);
    await press(page, 'Control+a');
    await page.keyboard.type('2999-01-01');
    await tabTo(page, /^Quadrat side/);
    await page.keyboard.type('3 kg');
    await tabTo(page, /^Visit/);
    await press(page, 'Enter');
    await tabTo(page, /^Hours searched/);
    await page.keyboard.type('90 min');
    await tabTo(page, /^Place/);
    await press(page, 'Enter');
    await tabTo(page, /^Latitude/);
    await page.keyboard.type('54 19.386 N');
    await press(page, 'Control+Enter');
    await expect(
      page.getByText(/54 19.386 N.* need their signs .*In decimal degrees it would be 54.32310/),
    ).toBeVisible();
    await expect(page.getByText('“3 kg” is a mass; a length is asked for here, in cm.')).toBeVisible();
    await expect(page.getByText(/2999-01-01 is in the future; today is \d{4}/)).toBeVisible();
    await expect(page.getByLabel('Date', { exact: true })).toBeFocused();
    await inspect(page, 'survey-form');
    await press(page, 'Control+a');
    await page.keyboard.type(today());
    await tabTo(page, /^Quadrat side/);
    await press(page, 'Control+a');
    await page.keyboard.type('0.5 m');
    await tabTo(page, /^Latitude/);
    await press(page, 'Control+a');
    await page.keyboard.type('54,3231');
    await press(page, 'Control+Enter');
    await expect(page.getByRole('form', { name: 'New survey' })).toBeHidden();
    await expect(page.getByRole('navigation', { name: 'Surveys' })).toContainText(`North Bay ${today()}`);
  });

  await test.step('ten samples get their numbers and their classes', async () => {
    for (let sample = 1; sample <= 10; sample += 1) {
      await press(page, 'n');
      await expect(tile(page, `S-${String(sample).padStart(4, '0')}`)).toHaveAttribute(
        'aria-selected',
        'true',
      );
    }
    await press(page, 'Home', '1', '1', '1', '2', 'Shift+End', '2');
    await expect(page.getByRole('gridcell', { name: /, plastic,/ })).toHaveCount(3);
    await expect(page.getByRole('gridcell', { name: /, not-plastic,/ })).toHaveCount(7);
  });

  await test.step('undo and redo, step by step', async () => {
    await press(page, 'Control+z');
    await expect(page.getByRole('gridcell', { name: /, not-plastic,/ })).toHaveCount(1);
    await press(page, 'Control+z', 'Control+z');
    await expect(page.getByRole('gridcell', { name: /, plastic,/ })).toHaveCount(2);
    await press(page, 'Control+Shift+z', 'Control+Shift+z', 'Control+Shift+z');
    await expect(page.getByRole('gridcell', { name: /, not-plastic,/ })).toHaveCount(7);
  });

  await test.step('a number that is taken is told at its field', async () => {
    await press(page, 'Home', 'e', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab');
    await expect(page.getByLabel('Number', { exact: true })).toBeFocused();
    await press(page, 'Control+a');
    await page.keyboard.type('S-0004');
    await expect(
      page.getByText(/^S-0004 is taken in North Bay .*, by a sample of not-plastic/),
    ).toBeVisible();
    await press(page, 'Control+a');
    await page.keyboard.type('S-0001');
    await expect(page.getByText(/^S-0004 is taken/)).toBeHidden();
    await press(page, 'Escape');
  });

  await test.step('tiles have a size and show whole photos, as is remembered', async () => {
    const columns = async (): Promise<number> => Number(await grid(page).getAttribute('aria-colcount'));
    const before = await columns();
    await press(page, '+', '+');
    await expect.poll(columns).toBeLessThan(before);
    await press(page, '-', '-', '-', '-');
    await expect.poll(columns).toBeGreaterThan(before);
    await page.getByLabel('Whole photos').check();
    await page.reload();
    await expect(page.getByLabel('Whole photos')).toBeChecked();
    await expect.poll(columns).toBeGreaterThan(before);
    await press(page, '+', '+');
    await page.getByLabel('Whole photos').uncheck();
    await grid(page).focus();
  });

  await test.step('details are written, refused in words and looked up', async () => {
    await press(page, 'Home', 'e');
    await expect(page.getByLabel('Shape')).toBeFocused();
    await page.keyboard.type('nurdle');
    await press(page, 'Tab');
    await expect(page.getByText('taken for: Pellet (nurdle)')).toBeVisible();
    await page.keyboard.type('blue');
    await tabTo(page, /^Size/);
    await page.keyboard.type('4 g');
    await press(page, 'Tab');
    await expect(page.getByText('“4 g” is a mass; a length is asked for here, in µm.')).toBeVisible();
    await press(page, 'Shift+Tab', 'Control+a');
    await page.keyboard.type('3,2 mm');
    await press(page, 'Tab');
    await expect(page.getByLabel('Size', { exact: true })).toHaveValue('3200');
    await tabTo(page, /^History/);
    await press(page, 'Enter');
    await expect(page.getByText('empty → 3200')).toBeVisible();
    await inspect(page, 'details');
    await press(page, 'Escape');
    await expect(grid(page)).toBeFocused();
  });

  await test.step('search, and the bin', async () => {
    await press(page, '/');
    await page.keyboard.type('nurd');
    await expect(page.getByRole('status').getByText('1 sample')).toBeVisible();
    await press(page, 'Enter');
    await expect(page.getByRole('dialog', { name: 'Sample S-0001, enlarged' })).toBeFocused();
    await press(page, 'Escape', 'Delete');
    await expect(page.getByText('1 sample moved to the bin.')).toBeVisible();
    await press(page, '/', 'Control+a', 'Backspace', 'Enter');
    await expect(page.getByText('9 samples', { exact: true })).toBeVisible();
    await press(page, 'Control+z');
    await expect(page.getByText('10 samples', { exact: true })).toBeVisible();
  });

  await test.step('everything is there after the window was closed and the lab opened again', async () => {
    await page.reload();
    await expect(page.getByRole('gridcell', { name: /, plastic,/ })).toHaveCount(3);
    await expect(page.getByRole('button', { name: /^Undo: / })).toBeEnabled();
    await press(page, 'f');
    await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible();
    await page.getByLabel('Size from').fill('3 kg');
    await press(page, 'Tab');
    await expect(page.getByText('“3 kg” is a mass; a length is asked for here, in µm.')).toBeVisible();
    await page.getByLabel('Size from').fill('3 mm');
    await press(page, 'Tab');
    await expect(page.getByText('1 sample', { exact: true })).toBeVisible();
    await page.getByRole('group', { name: 'Filters' }).getByLabel('Review').selectOption('open');
    await page.getByRole('group', { name: 'Filters' }).getByLabel('Site').selectOption('North Bay');
    await inspect(page, 'filters');
    const active = page.getByRole('list', { name: 'Filters that are on' }).getByRole('button');
    await expect(active).toHaveText([/Size: ≥ 3\smm/, /not reviewed/, /Site: North Bay/]);
    await active.nth(1).press('Enter');
    await expect(active.nth(1)).toBeFocused();
    await expect(active).toHaveCount(2);
    await active.first().press('Enter');
    await expect(page.getByLabel('Size from')).toHaveValue('');
    await expect(page.getByText('10 samples', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(active).toHaveCount(0);
  });
});

test('a photo is measured, turned, moved and binned, and all of it taken back', async ({
  launched: { app, page, folder },
}) => {
  const photos = join(folder, 'North Bay, spring');
  await renderDemoPhotos({ directory: photos, seed: 5, samplesPerClass: 2 });
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await chooseInDialog(app, photos);
  await page.getByRole('button', { name: 'Import photos…' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page
    .getByRole('region', { name: 'Import finished' })
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await grid(page).focus();
  await press(page, 'Home', 'Space', 'm');
  const viewer = page.getByRole('dialog', { name: 'Sample F0001, enlarged' });
  const photo = viewer.getByRole('img', { name: /angle 1$/ });

  await test.step('a line of known length gives the photo its scale, in words where it cannot', async () => {
    await drawAcross(page, photo);
    await viewer.getByLabel('True length').fill('3 kg');
    await press(page, 'Enter');
    await expect(viewer.getByText('“3 kg” is a mass; a length is asked for here, in µm.')).toBeVisible();
    await viewer.getByLabel('True length').fill('2 mm');
    await press(page, 'Enter');
    await expect(viewer.getByRole('status').filter({ hasText: 'mm' })).toHaveText(/^2\smm$/);
    await inspect(page, 'ruler');
    await viewer.getByRole('button', { name: 'Take as size' }).click();
    await expect(page.getByLabel('Size', { exact: true })).toHaveValue('2000');
  });

  await test.step('turned, the same line is as long', async () => {
    await viewer.focus();
    await press(page, ']');
    await drawAcross(page, photo, 'down');
    await expect(viewer.getByRole('status').filter({ hasText: 'mm' })).toHaveText(/^2\smm$/);
  });

  await test.step('an angle that is dragged to another place takes it, and undo puts it back', async () => {
    const angles = viewer.getByRole('list', { name: 'Angles' }).getByRole('button');
    const pictures = (): Promise<(string | null)[]> =>
      angles.locator('img').evaluateAll((images) => images.map((image) => image.getAttribute('src')));
    const [first, second, ...rest] = await pictures();
    await angles.first().dragTo(angles.nth(1));
    await expect.poll(pictures).toEqual([second, first, ...rest]);
    await viewer.focus();
    await press(page, 'Control+z');
    await expect.poll(pictures).toEqual([first, second, ...rest]);
  });

  await test.step('another sample takes the photo, the bin another, and undo brings both back', async () => {
    const strip = viewer.getByRole('list', { name: 'Angles' }).getByRole('listitem');
    const before = await strip.count();
    await viewer.getByLabel('Move to sample…').fill('F0002');
    await press(page, 'Enter');
    await expect(strip).toHaveCount(before - 1);
    await viewer.focus();
    await press(page, 'Delete');
    await expect(page.getByText('1 photo moved to the bin.')).toBeVisible();
    await press(page, 'Control+z', 'Control+z');
    await expect(strip).toHaveCount(before);
  });
});

/** Draws a line across the middle half of a photo: as long on the photo whichever way it is turned. */
async function drawAcross(page: Page, photo: Locator, way: 'across' | 'down' = 'across'): Promise<void> {
  const box = (await photo.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const half = 100;
  const [dx, dy] = way === 'across' ? [half, 0] : [0, half];
  await page.mouse.move(middle.x - dx, middle.y - dy);
  await page.mouse.down();
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.move(middle.x + dx, middle.y + dy);
  await page.mouse.up();
}
