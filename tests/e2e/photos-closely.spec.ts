import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Locator, expect } from '@playwright/test';
import sharp from 'sharp';
import { drawnKinds, drawnLab, drawnPhoto, largePhoto, largePhotoFile } from './support/drawn-lab.ts';
import { inspect } from './support/inspect.ts';
import { test as base } from './support/launch.ts';

const test = base.extend<{ lab: string }>({
  lab: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-closely-'));
    await use(
      await drawnLab(folder, {
        'plastic/P1/a.jpg': await largePhotoFile(),
        'plastic/P1/b.jpg': await drawnPhoto(drawnKinds[0], 1, 1600).jpeg().toBuffer(),
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

/** Where something red is seen, in pixels of the window: the middles of what hangs together. */
async function redMarks(stage: Locator): Promise<{ x: number; y: number }[]> {
  const box = await stage.boundingBox();
  const { data, info } = await sharp(await stage.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const groups: { x: number; y: number; n: number }[] = [];
  for (let at = 0; at < data.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red < 150 || green > 110 || blue > 110) continue;
    const x = (at / 3) % info.width;
    const y = Math.floor(at / 3 / info.width);
    const near = groups.find((one) => Math.hypot(one.x / one.n - x, one.y / one.n - y) < 30);
    if (near === undefined) groups.push({ x, y, n: 1 });
    else Object.assign(near, { x: near.x + x, y: near.y + y, n: near.n + 1 });
  }
  // The middle of a pixel is half a pixel from its edge.
  return groups
    .filter(({ n }) => n > 20)
    .map(({ x, y, n }) => ({ x: (box?.x ?? 0) + x / n + 0.5, y: (box?.y ?? 0) + y / n + 0.5 }));
}

test('a photo is looked at in its own pixels, measured in them, and beside another', async ({
  launched: { page },
}) => {
  const viewer = page.getByRole('dialog', { name: 'Sample P1, enlarged' });
  const stage = viewer.getByRole('img', { name: 'Sample P1, angle 1' });
  const zoom = viewer.locator('.zoom');
  await page.getByRole('gridcell', { name: /Sample P1/ }).click();
  await page.keyboard.press(' ');

  await test.step('the ruler measures the original, as it is seen', async () => {
    await page.keyboard.press('m');
    await expect(stage.locator('image[data-size="original"]')).toBeAttached();
    const marks = await redMarks(stage);
    expect(marks).toHaveLength(2);
    const [from, to] = marks;
    await page.mouse.move(from?.x ?? 0, from?.y ?? 0);
    await page.mouse.down();
    await page.mouse.move(to?.x ?? 0, to?.y ?? 0, { steps: 4 });
    await page.mouse.up();
    const text = (await viewer.getByRole('form', { name: 'Ruler' }).getByRole('status').textContent()) ?? '';
    const pixels = Number(text.replaceAll(',', '').replace(/\D.*/, ''));
    expect(Math.abs(pixels - largePhoto.apart)).toBeLessThan(15);
    await viewer.getByLabel('True length').fill('4 mm');
    await page.keyboard.press('Enter');
    await expect(viewer.getByRole('img', { name: /Scale bar of/ })).toBeVisible();
    await expect(viewer.getByRole('form', { name: 'Ruler' }).getByRole('status')).toHaveText('4 mm');
    await inspect(page, 'ruler');
    await page.keyboard.press('Escape');
  });

  await test.step('one to one shows what a preview has lost', async () => {
    await expect(viewer.getByRole('form', { name: 'Ruler' })).toBeHidden();
    await page.keyboard.press('z');
    await expect(zoom).toHaveText('100 %');
    await expect
      .poll(async () => {
        const { width, height } = (await stage.boundingBox()) ?? { width: 0, height: 0 };
        const picture = await sharp(await stage.screenshot())
          .extract({
            left: Math.round(width / 2) - 40,
            top: Math.round(height / 2) - 180,
            width: 40,
            height: 20,
          })
          .greyscale()
          .stats();
        return picture.channels[0]?.stdev ?? 0;
      })
      .toBeGreaterThan(90);
    await page.keyboard.press('+');
    await expect(zoom).toHaveText('150 %');
    await page.keyboard.press('-');
    await page.keyboard.press('ArrowRight');
    await expect(stage).toBeVisible();
    await stage.hover();
    await page.mouse.wheel(0, -500);
    await expect(zoom).not.toHaveText('100 %');
    await page.keyboard.press('o');
    await inspect(page, 'photo-close');
    await page.keyboard.press('o');
    await page.keyboard.press('v');
    await expect(zoom).not.toHaveText(/\d{3} %/);
  });

  await test.step('two photos lie side by side and are looked at alike', async () => {
    await page.keyboard.press('d');
    const other = viewer.getByRole('img', { name: 'Sample P1, angle 2' });
    await expect(other).toBeVisible();
    await expect(stage).toBeVisible();
    await other.hover();
    await page.mouse.wheel(0, -600);
    const shownOf = async (one: Locator): Promise<number[]> =>
      ((await one.getAttribute('viewBox')) ?? '').split(' ').map(Number);
    const [left, right] = [await shownOf(stage), await shownOf(other)];
    // The same zoom: as many pixels of either photo fill stages that are equally wide.
    expect((left[2] ?? 0) / (right[2] ?? 1)).toBeCloseTo(1, 1);
    await inspect(page, 'side-by-side');
    await page.keyboard.press('Escape');
    await expect(stage).toBeHidden();
    await expect(other).toBeVisible();
  });
});
