import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { inspect } from './support/inspect.ts';
import { dropPath } from './support/drop.ts';
import { chooseInDialog, test } from './support/launch.ts';

/** Sides of a drawn shape that are longer than half of it is wide, and not along its upper or lower edge. */
function sidesAcross(path: Locator): Promise<readonly string[]> {
  return path.evaluate((shape: SVGPathElement) => {
    const drawn = shape.getAttribute('d') ?? '';
    const rings = drawn
      .split('M')
      .map((ring) =>
        [...ring.matchAll(/(-?[\d.]+)[ ,](-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
      );
    const places = rings.flat();
    const [left, right] = [Math.min, Math.max].map((of) =>
      places.map(({ x }) => x).reduce((a, b) => of(a, b)),
    );
    const [top, bottom] = [Math.min, Math.max].map((of) =>
      places.map(({ y }) => y).reduce((a, b) => of(a, b)),
    );
    if (left === undefined || right === undefined || right - left < 100) return ['nothing is drawn'];
    return rings.flatMap((ring) =>
      ring.flatMap((to, index) => {
        const from = ring.at(index - 1) ?? to;
        const isEdge = from.y === to.y && (to.y === top || to.y === bottom);
        return !isEdge && Math.abs(to.x - from.x) > (right - left) / 2 ? [JSON.stringify([from, to])] : [];
      }),
    );
  });
}

test('a folder is looked at before it is imported; sites stand on the map; a tree carries all of it away', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(120_000);
  const photos = join(folder, 'Strande, spring');
  await writeTree(photos, {
    'plastic/F1/a.jpg': await randomPhoto(1),
    'plastic/F1/b.jpg': await randomPhoto(2),
    'shell/F2/c.jpg': await randomPhoto(3),
    'shell/F3/d.jpg': await randomPhoto(4),
    'shell/field notes.txt': 'windy',
  });
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();

  await test.step('a dropped folder is shown as what it would make, and changed, before anything is written', async () => {
    await dropPath(page, photos, 'A folder, or photos of new samples');
    const preview = page.getByRole('form', { name: 'Import: what it would make' });
    await expect(preview.getByText('4 new photos of 3 new samples')).toBeVisible();
    await expect(preview.getByText('1 file will be left out')).toBeVisible();
    await preview.getByLabel('Class of the folder shell').fill('not-plastic');
    await preview.getByRole('textbox', { name: 'Survey' }).fill('Strande 2026');
    await preview.getByRole('textbox', { name: 'Survey' }).press('Tab');
    await expect(preview.getByText('Strande 2026: 3 new samples, a new survey')).toBeVisible();
    await inspect(page, 'import-preview');
    await preview.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Import finished' })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: /Sample F2, not-plastic/ })).toBeVisible();
    await page
      .getByRole('region', { name: 'Import finished' })
      .getByRole('button', { name: 'Dismiss' })
      .click();
  });

  await test.step('a site gets its position by keyboard, by a click and by typing', async () => {
    await page.getByRole('grid', { name: 'Samples' }).focus();
    await page.keyboard.press('g');
    const sites = page.getByRole('region', { name: 'Sites' });
    await sites.getByRole('button', { name: 'New site' }).click();
    const form = page.getByRole('form', { name: 'New site' });
    await form.getByLabel('Site', { exact: true }).fill('Strande');
    await form.getByLabel('Country').selectOption('Germany');
    const map = page.getByRole('application', { name: /Map of the sites/ });
    await expect(map.locator('path.land')).toBeVisible();
    // All of the world is on it: no side of any land runs back across it, but along its edges.
    expect(await sidesAcross(map.locator('path.land'))).toEqual([]);
    await inspect(page, 'sites-world');
    await map.focus();
    await page.keyboard.press('Enter');
    await expect(form.getByLabel('Latitude')).toHaveValue(/^-?\d+\.\d{5}$/);
    const byKey = await form.getByLabel('Latitude').inputValue();
    await map.click({ position: { x: 60, y: 40 } });
    await expect(form.getByLabel('Latitude')).not.toHaveValue(byKey);
    await form.getByLabel('Latitude').fill("54°26.107'N");
    await form.getByLabel('Longitude').fill('1017042');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText('Longitude goes from -180 to 180; 1017042 is outside.')).toBeVisible();
    await form.getByLabel('Longitude').fill('10.17042');
    await form.getByLabel('Position measured').fill('2999-01-01');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText(/2999-01-01 is in the future/)).toBeVisible();
    await form.getByLabel('Position measured').fill('2026-04-12');
    await form.getByLabel('Sediment').selectOption('Fine sand');
    await form.getByLabel('To the nearest river').fill('2500 m');
    await inspect(page, 'site-form');
    await page.keyboard.press('Control+Enter');
    await expect(sites.getByRole('definition').filter({ hasText: '54.43512, 10.17042' })).toBeVisible();
    await expect(sites.getByText('2.5 km')).toBeVisible();
    await expect(sites.getByText('1 of 1 on the map')).toBeVisible();
    await expect(map.getByRole('button', { name: 'Strande' })).toBeVisible();
  });

  await test.step('a survey is at a site, and is found by country and date', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Strande 2026/ }).click();
    await page.getByRole('button', { name: 'Edit survey' }).click();
    const form = page.getByRole('form', { name: 'Edit survey' });
    await form.getByLabel('Site', { exact: true }).fill('Strande');
    await form.getByLabel('Date').fill('2026-04-12');
    await form.getByText('Tide and weather').click();
    await form.getByLabel('Swell').fill('40 cm');
    await form.getByText('Place', { exact: false }).first().click();
    await form.getByRole('button', { name: 'Choose on the map' }).click();
    await expect(form.getByRole('application').locator('path.land')).toBeVisible();
    await inspect(page, 'survey-form-map');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Sites', exact: true }).click();
    const sites = page.getByRole('region', { name: 'Sites' });
    await sites.getByLabel('Search sites and surveys').fill('germany 2026-04');
    await expect(
      sites.getByRole('button', { name: 'Show the samples of Strande 2026' }).first(),
    ).toBeVisible();
    await sites.getByRole('button', { name: 'Zoom in' }).click();
    await inspect(page, 'sites');
    await sites.getByRole('button', { name: 'Remove site' }).click();
    await expect(sites.getByText('No site and no survey is like that.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo: site removed' }).click();
    await sites.getByRole('button', { name: /^Strande Germany/ }).click();
    await sites.getByRole('button', { name: 'Show its samples' }).click();
    await expect(page.getByRole('gridcell')).toHaveCount(3);
  });

  await test.step('the tree that is exported is known already when it is looked at', async () => {
    const tree = join(folder, 'tree');
    await chooseInDialog(app, tree);
    await page.getByRole('button', { name: 'Export…' }).click();
    const panel = page.getByRole('form', { name: 'Export' });
    await panel.getByRole('radio', { name: 'Photos by class and sample' }).check();
    await panel.getByRole('radio', { name: 'All samples' }).check();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(panel.getByRole('status')).toContainText('3 samples and 4 photos written to');
    await expect(panel.getByRole('status').getByText('An import reads 3 samples from them')).toBeVisible();
    expect(readdirSync(tree).toSorted()).toEqual(
      ['not-plastic', 'plastic', 'samples.json', 'sites.json', 'surveys.json'].toSorted(),
    );
    expect(JSON.parse(readFileSync(join(tree, 'sites.json'), 'utf8'))).toMatchObject([
      { name: 'Strande', country: 'DE', latitude: 54.4351167, longitude: 10.17042, river: 2.5 },
    ]);
    await chooseInDialog(app, join(folder, 'tables'));
    await panel.getByRole('button', { name: 'Choose folder…' }).click();
    await panel.getByRole('radio', { name: 'Tables (CSV)' }).check();
    await panel.getByLabel('Cells parted by').selectOption('semicolons (1,5)');
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(panel.getByRole('status')).toContainText('Read back cell by cell');
    expect(readFileSync(join(folder, 'tables', 'sites.csv'), 'utf8')).toContain('Strande;DE;');
    await panel.getByRole('radio', { name: 'One4All' }).check();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(panel.getByRole('status')).toContainText('Each of the 69 rules finds its column.');
    await panel.getByText(/^\d+ notes$/).click();
    await expect(panel.getByText('SealedEnvironment (methodology.SealedEnvironment)')).toBeVisible();
    await inspect(page, 'export');
    await page.getByRole('button', { name: 'Back to the samples' }).click();
    await chooseInDialog(app, tree);
    await page.getByRole('button', { name: 'Import photos…' }).click();
    const preview = page.getByRole('form', { name: 'Import: what it would make' });
    await expect(preview.getByText('All photos of this folder are in the lab already.')).toBeVisible();
    await expect(
      preview.getByText(
        'Lists in the folder say more about 3 samples, 1 survey and 1 site; that comes along.',
      ),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(preview).toBeHidden();
  });
});
