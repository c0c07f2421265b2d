import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlineJson } from '../support/strandline.ts';
import { inspect, screenshots } from './support/inspect.ts';
import { chooseInDialog, test as base } from './support/launch.ts';

/** Half axes of the things in the dish, in pixels; 20 µm each. */
const things = [
  { x: 250, y: 220, rx: 60, ry: 30, ink: '#1450b4' },
  { x: 620, y: 240, rx: 40, ry: 40, ink: '#8a3520' },
  { x: 980, y: 330, rx: 90, ry: 18, ink: '#333333' },
  { x: 330, y: 560, rx: 50, ry: 45, ink: '#1d6a3c' },
  { x: 760, y: 620, rx: 75, ry: 50, ink: '#6a2fb0' },
  { x: 1060, y: 700, rx: 35, ry: 25, ink: '#7a5510' },
] as const;

/** A dish seen from above on an even ground, with things whose sizes are known. */
function dishPicture(): Promise<Buffer> {
  const drawn = things.map(
    ({ x, y, rx, ry, ink }) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${ink}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="900"><rect width="100%" height="100%" fill="#e9e6dc"/>${drawn.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** A lab of one survey, and the picture of a dish beside it. */
const test = base.extend<{ lab: string }>({
  lab: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-trays-'));
    await writeTree(folder, {
      'North Bay/plastic/1.jpg': await randomPhoto(1),
      'dish.jpg': await dishPicture(),
    });
    const lab = join(folder, 'lab');
    await strandlineJson('init', lab);
    await strandlineJson('import', lab, join(folder, 'North Bay'));
    await use(lab);
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

test('a picture of a dish becomes a reviewed table of sizes, by keyboard', async ({
  launched: { app, page },
  lab,
}) => {
  const main = page.getByRole('main');
  const panel = main.getByRole('complementary', { name: 'This step' });
  const keys = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  };
  const step = main.getByRole('navigation', { name: 'Steps' });

  await test.step('the room is empty and has the one button that fills it', async () => {
    await keys('Control+6');
    await expect(main.getByRole('heading', { name: 'Many fragments in one picture' })).toBeVisible();
    await inspect(page, 'trays-empty');
    await chooseInDialog(app, join(lab, '..', 'dish.jpg'));
    await keys('a');
    await expect(main.getByRole('heading', { name: 'T-0001' })).toBeVisible();
  });

  await test.step('without a scale there are no µm; typed, it is kept', async () => {
    await expect(panel).toContainText('Without a scale there are no µm');
    await panel.getByLabel('µm per pixel').fill('20');
    await keys('Enter');
    await expect(panel).toContainText('20 µm per pixel, typed');
    await panel.getByRole('heading', { level: 2 }).click();
    await inspect(page, 'trays-scale');
  });

  await test.step('what stands out is shown, then proposed', async () => {
    await keys('f');
    await expect(panel).toContainText('6 things would be found', { timeout: 30_000 });
    await inspect(page, 'trays-find');
    await keys('Control+f');
    await expect(step.getByRole('button', { name: /^Review/ })).toHaveAttribute('aria-current', 'step');
    await expect(panel).toContainText('6 things waiting');
  });

  await test.step('it is not reviewed while something waits', async () => {
    await keys('Control+Enter');
    await expect(page.getByText(/6 detections still wait/)).toBeVisible();
    await inspect(page, 'trays-review');
    await keys('1', 'Delete');
    await expect(panel).toContainText('4 things waiting');
    await keys('Control+z');
    await expect(panel).toContainText('5 things waiting');
    for (let left = 4; left >= 0; left -= 1) {
      await keys('n', 'Enter');
      await expect(panel).toContainText(left === 0 ? 'Nothing waits' : `${left} thing`);
    }
    await keys('Control+Enter');
    await expect(panel).toContainText(/Reviewed \d{4}-/);
  });

  await test.step('sizes and table have the known count and lengths', async () => {
    await keys('u');
    await expect(panel).toContainText('6 things measured');
    await inspect(page, 'trays-measure');
    await keys('b');
    const rows = panel.getByRole('table').getByRole('row');
    await expect(rows).toHaveCount(1 + things.length);
    await panel.getByRole('button', { name: /Max Feret/ }).click();
    const lengths = (await rows.locator('td:nth-child(3)').allInnerTexts()).map(Number.parseFloat);
    const known = things.map(({ rx }) => (2 * rx * 20) / 1000).toSorted((a, b) => a - b);
    const inMm = lengths.map((length) => (length > 100 ? length / 1000 : length));
    for (const [index, length] of inMm.entries())
      expect(Math.abs(length / (known[index] ?? 0) - 1)).toBeLessThan(0.02);
    for (const width of [960, 1440, 2560]) {
      await page.setViewportSize({ width, height: width * 0.625 });
      await page.screenshot({ path: join(screenshots, `trays-table-${width}.png`) });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await inspect(page, 'trays-table');
  });

  await test.step('the list says that it is reviewed', async () => {
    await keys('Escape');
    await expect(main).toContainText('Reviewed 1 of 1');
    await inspect(page, 'trays-list');
  });
});
