import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import { strandlineJson } from '../support/strandline.ts';
import { writeTree } from '../support/photos.ts';
import { drawnKinds, drawnLab, drawnPhoto } from './support/drawn-lab.ts';
import { inspect } from './support/inspect.ts';
import { test as base } from './support/launch.ts';

const perKind = 40;
const total = perKind * drawnKinds.length;
/** Which kind the nth unlabelled sample is, from 0: none beside its like. */
const kindOf = (index: number): number => index % drawnKinds.length;

/** A lab of six kinds in six classes, two samples each, and of many samples of them without a class. */
async function manySamples(folder: string): Promise<string> {
  const labelled = await Promise.all(
    drawnKinds.flatMap((kind, place) =>
      [1, 2].map(
        async (seed) =>
          [
            `${place + 1}-${kind.form}/${kind.form}${seed}/a.jpg`,
            await drawnPhoto(kind, 9000 + 10 * place + seed)
              .jpeg()
              .toBuffer(),
          ] as const,
      ),
    ),
  );
  const [circle, square] = [drawnKinds[0], drawnKinds[1]];
  const faulty = {
    '1-circle/blurred/a.jpg': await drawnPhoto(circle, 71).blur(9).jpeg().toBuffer(),
    '1-circle/dark/a.jpg': await drawnPhoto(circle, 72).linear(0.15, 0).jpeg().toBuffer(),
    '1-circle/misread/a.jpg': await drawnPhoto(square, 9011).modulate({ brightness: 1.02 }).jpeg().toBuffer(),
  };
  const lab = await drawnLab(folder, { ...Object.fromEntries(labelled), ...faulty });
  const more: Record<string, Buffer> = {};
  for (let index = 0; index < total; index += 1) {
    const kind = drawnKinds[kindOf(index)] ?? drawnKinds[0];
    more[`thing-${String(1000 + index * 7)}.jpg`] = await drawnPhoto(kind, index).jpeg().toBuffer();
  }
  await writeTree(join(folder, 'flat'), more);
  await strandlineJson('import', lab, join(folder, 'flat'));
  return lab;
}

const test = base.extend<{ lab: string }>({
  lab: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-many-'));
    await use(await manySamples(folder));
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

/** The numbers of the samples on the wall, as they stand. */
function numbersOnWall(page: Page): Promise<string[]> {
  return page
    .getByRole('list', { name: 'Samples of the cluster' })
    .getByRole('button')
    .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label')?.split(',')[0] ?? ''));
}

test('samples without a class are labelled cluster by cluster', async ({ launched: { page } }) => {
  const alike = page.getByRole('region', { name: 'Alike' });
  const status = alike.getByRole('status').first();

  await test.step('they are sorted by likeness as a job', async () => {
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('k');
    await expect(status).toContainText(`${total} samples to go`);
    await expect(alike.getByRole('list', { name: 'Samples of the cluster' })).toBeVisible({
      timeout: 120_000,
    });
    await expect(alike.getByRole('img')).toHaveCount(0);
    await inspect(page, 'alike');
  });

  await test.step('what is taken out stays without a class, and one undo takes a cluster back', async () => {
    const before = await status.textContent();
    await alike.getByRole('listitem').first().getByRole('button').click();
    await page.keyboard.press('1');
    await expect(status).not.toHaveText(before ?? '');
    await page.keyboard.press('Control+z');
    await expect(status).toHaveText(before ?? '');
    await page.keyboard.press('t');
    await expect(status).not.toHaveText(before ?? '');
    await page.keyboard.press('j');
    await expect(status).toHaveText(before ?? '');
  });

  await test.step('at 16,000 an hour and more', async () => {
    const started = performance.now();
    let keys = 0;
    let wrong = 0;
    for (;;) {
      // Whoever labels has to see them.
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLImageElement>('ul img')].every(
          (img) => img.complete && img.naturalWidth > 0,
        ),
      );
      const numbers = await numbersOnWall(page);
      if (numbers.length === 0) break;
      const kinds = numbers.map((number) => kindOf((Number(number.replace(/\D/g, '')) - 1000) / 7));
      const counts = drawnKinds.map((_, kind) => kinds.filter((one) => one === kind).length);
      const most = counts.indexOf(Math.max(...counts));
      const tiles = alike.getByRole('listitem').getByRole('button');
      for (const [place, kind] of kinds.entries()) {
        if (kind === most) continue;
        await tiles.nth(place).click();
        wrong += 1;
      }
      const before = await status.textContent();
      await page.keyboard.press(String(most + 1));
      keys += 1;
      await expect(status).not.toHaveText(before ?? '');
    }
    const hours = (performance.now() - started) / 3_600_000;
    const perHour = Math.round(total / hours);
    const measured = `${total} samples in ${keys} keys and ${wrong} clicks: ${perHour} objects an hour`;
    process.stdout.write(`${measured}\n`);
    expect(perHour).toBeGreaterThan(16_000);
    expect(keys).toBeLessThan(total / 8);
    await expect(alike.getByRole('heading', { name: 'Every sample with photos has a class.' })).toBeVisible();
  });

  await test.step('classes are reviewed in the same way', async () => {
    await alike.getByRole('button', { name: 'With a class' }).click();
    await expect(alike.getByRole('list', { name: 'Samples of the cluster' })).toBeVisible({
      timeout: 120_000,
    });
    await expect(alike.getByRole('complementary')).toContainText(/All are|Most are/);
    await inspect(page, 'alike-review');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('grid', { name: 'Samples' })).toBeFocused();
  });

  await test.step('the health of the data shows what is wrong with photos, and leads to them', async () => {
    await page.keyboard.press('h');
    const health = page.getByRole('region', { name: 'Health of the data' });
    await expect(health.getByRole('status')).toHaveText(`${total + 15} photos measured`, { timeout: 60_000 });
    const figure = (name: RegExp) => health.getByRole('button', { name });
    await expect(figure(/^1 ?Blurred/)).toBeVisible();
    await expect(figure(/^1 ?Too dark/)).toBeVisible();
    await expect(figure(/^[1-9]\d* ?Alike, with different classes/)).toBeVisible();
    await expect(figure(/^0 ?Overexposed/)).toBeDisabled();
    await inspect(page, 'health');
    await figure(/Blurred/).click();
    await inspect(page, 'health-photos');
    await health.getByRole('region', { name: 'Photos: Blurred' }).getByRole('button').click();
    await expect(page.getByRole('dialog', { name: /Sample blurred, enlarged/ })).toBeVisible();
    await page.keyboard.press('h');
    await expect(health.getByRole('status')).toHaveText(`${total + 15} photos measured`);
  });
});
