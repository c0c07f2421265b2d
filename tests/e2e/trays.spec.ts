import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { extractText, getDocumentProxy } from 'unpdf';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { dishAt, rendered, within } from '../support/rendered-dish.ts';
import { strandlines } from '../support/strandline.ts';
import { writeTinyDetector } from '../support/tiny-detector.ts';
import { inspect, screenshots } from './support/inspect.ts';
import { chooseInDialog, saveInDialog, test as base } from './support/launch.ts';

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

/** A round dish, 60 mm wide, with a coin of 12.5 mm and two bars in it; places in pixels. */
const round = {
  dish: { x: 340.6, y: 301.8, rx: 240, ry: 240 },
  coin: { x: 430, y: 390, rx: 50, ry: 50 },
  bars: [
    { x: 250, y: 220, rx: 60, ry: 14 },
    { x: 330, y: 430, rx: 14, ry: 50 },
  ],
} as const;

function roundDish(): Promise<Buffer> {
  const { data, width, height } = rendered({
    ...{ width: 700, height: 600 },
    at: (x, y) =>
      [round.coin, ...round.bars].reduce(
        (light, thing) => light - 80 * within(thing, x, y),
        dishAt(round.dish, x, y),
      ),
  });
  return sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** A lab of one survey with a model and a detector, and pictures of dishes beside it. */
const test = base.extend<{ lab: string }>({
  lab: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-trays-'));
    const photos = ['plastic', 'not-plastic'].flatMap((name, kind) =>
      [1, 2, 3, 4].map(
        async (seed) => [`North Bay/${name}/${seed}.jpg`, await randomPhoto(10 * kind + seed)] as const,
      ),
    );
    await writeTree(folder, {
      ...Object.fromEntries(await Promise.all(photos)),
      'dish.jpg': await dishPicture(),
      'round.png': await roundDish(),
    });
    const lab = join(folder, 'lab');
    const made = await strandlines(
      ['init', lab],
      ['import', lab, join(folder, 'North Bay')],
      ['train', lab, '--image-size', '32', '--views', '1', '--name', 'Two kinds'],
    );
    for (const { code, stderr } of made) expect(code, stderr).toBe(0);
    mkdirSync(join(lab, 'detectors'), { recursive: true });
    writeTinyDetector(join(lab, 'detectors', 'contrasts.onnx'), { name: 'Contrasts' });
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

  await test.step('a model says what they are, and they become samples', async () => {
    await keys('c');
    await expect(page.getByText(/^Two kinds named/)).toBeVisible({ timeout: 30_000 });
    await keys('k');
    await expect(panel).toContainText('All that counts are samples.', { timeout: 30_000 });
  });

  await test.step('what was counted is written in every form, and its folder opened', async () => {
    await app.evaluate(({ shell }) => {
      shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path });
    });
    for (const format of ['yolo', 'coco', 'outlined', 'csv']) {
      const out = join(lab, '..', format);
      await chooseInDialog(app, out);
      await panel.getByLabel('Format').focus();
      await panel.getByLabel('Format').selectOption(format);
      await keys('Escape', 'e');
      await expect(main.getByText(`6 things of 1 tray written to ${out}`)).toBeVisible({ timeout: 30_000 });
      await expect(main.getByText('All that was written was read back')).toBeVisible();
    }
    await main.getByRole('button', { name: 'Open folder' }).click();
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { shown?: string }).shown))
      .toBe(join(lab, '..', 'csv'));
    const [table] = readdirSync(join(lab, '..', 'csv')).filter((name) => name.endsWith('.csv'));
    expect(parse(readFileSync(join(lab, '..', 'csv', table ?? '')))).toHaveLength(1 + things.length);
  });

  await test.step('the list says that it is reviewed', async () => {
    await keys('Escape');
    await expect(main).toContainText('Reviewed 1 of 1');
    await inspect(page, 'trays-list');
  });

  /** Where a place of the second picture lies in the window, which shows all of it. */
  const placeOf = async (x: number, y: number): Promise<[number, number]> => {
    const box = await main.getByRole('img', { name: /^Picture of T-0002/ }).boundingBox();
    if (box === null) throw new Error('no picture is seen');
    const zoom = Math.min(box.width / 700, box.height / 600);
    return [box.x + box.width / 2 + (x - 350) * zoom, box.y + box.height / 2 + (y - 300) * zoom];
  };

  await test.step('a dish gives its scale by its rim, a coin by its edge', async () => {
    await chooseInDialog(app, join(lab, '..', 'round.png'));
    await keys('a');
    await expect(main.getByRole('heading', { name: 'T-0002' })).toBeVisible();
    await panel.getByLabel('Its outer diameter, mm').fill('12.5');
    await panel.getByRole('button', { name: 'From a disc' }).press('Enter');
    await page.mouse.click(...(await placeOf(435, 395)));
    await expect(panel).toContainText(/125\sµm per pixel ± .*by a reference disc/);
    await panel.getByLabel('Its outer diameter, mm').fill('60');
    await panel.getByRole('button', { name: 'From the dish’s rim' }).press('Enter');
    await expect(panel).toContainText(/125\sµm per pixel ± .*by the dish’s rim/);
    await panel.getByRole('button', { name: 'Count inside of it' }).press('Enter');
    await inspect(page, 'trays-rim');
  });

  await test.step('a detector proposes, contrast in its place; one thing is cut in two and made one again', async () => {
    await keys('o');
    await expect(panel).toContainText(/\d things waiting/, { timeout: 30_000 });
    await expect(page.getByText(/^Contrasts found \d things/)).toBeVisible();
    await keys('Control+f');
    await expect(panel).toContainText('3 things waiting', { timeout: 30_000 });
    await keys('x');
    await page.mouse.move(...(await placeOf(250, 190)));
    await page.mouse.down();
    await page.mouse.move(...(await placeOf(250, 250)), { steps: 3 });
    await page.mouse.up();
    await expect(panel).toContainText('2 things selected');
    await keys('m');
    await expect(panel).toContainText('3 things waiting');
    for (let left = 3; left > 0; left -= 1) await keys('n', left === 1 ? 'Delete' : 'Enter');
    await keys('Control+Enter');
    await expect(panel).toContainText(/Reviewed \d{4}-/);
  });

  await test.step('what the survey carries is a page that another program reads', async () => {
    const pdf = join(lab, '..', 'beach.pdf');
    await saveInDialog(app, pdf);
    await keys('Control+1');
    await page
      .getByRole('navigation', { name: 'Surveys' })
      .getByRole('button', { name: /^North Bay/ })
      .press('Enter');
    await page.getByRole('button', { name: 'Save the report as PDF' }).press('Enter');
    await expect(page.getByText(`The report was written to ${pdf}.`)).toBeVisible({ timeout: 30_000 });
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(readFileSync(pdf))), {
      mergePages: true,
    });
    expect(text).toContain('North Bay: what the beach carries');
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /16 things of the beach .* 14 samples .* 2 things in 2 reviewed trays/,
    );
  });
});
