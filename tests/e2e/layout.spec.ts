import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlineJson, strandlines } from '../support/strandline.ts';
import { dropPath } from './support/drop.ts';
import { inspect } from './support/inspect.ts';
import { test as base } from './support/launch.ts';

/** Thirty classes of forty letters: more than there are digits, longer than any column. */
const manyClasses = Array.from(
  { length: 30 },
  (_, index) => `weathered fragment of unknown polymer ${String(index + 1).padStart(2, '0')}`,
);

/** A lab of thirty classes, four samples of each, with a model that was trained on them. */
const test = base.extend<{ lab: string }>({
  lab: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-many-'));
    for (const [place, name] of manyClasses.entries())
      for (let sample = 0; sample < 4; sample += 1)
        await writeTree(join(folder, 'photos'), {
          [`${name}/${sample}.jpg`]: await randomPhoto(place * 10 + sample),
        });
    const lab = join(folder, 'lab');
    await strandlineJson('init', lab);
    await strandlineJson('import', lab, join(folder, 'photos'), '--layout', 'class/photo');
    await strandlineJson('train', lab, '--image-size', '32', '--views', '1', '--name', 'many kinds');
    // Blobs of colour, which are found.
    const tray = join(folder, 'tray.png');
    await writeTree(folder, { 'tray.png': await randomPhoto(1, { width: 640, height: 480, kind: 'png' }) });
    await strandlines(['tray', 'import', lab, '1', tray], ['tray', 'find', lab, '--smallest', '5']);
    await use(lab);
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ lab }, use) => use([lab]),
});

/** The smallest window, a small laptop, and the same laptop at 150 %. */
const windows = [
  { width: 960, height: 600, zoom: 1 },
  { width: 1280, height: 720, zoom: 1 },
  { width: 1280, height: 720, zoom: 1.5 },
] as const;

/** Controls that no scrolling brings into sight, in words: they lie outside the window or are cut by what holds them. */
function controlsOutside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const slack = 1;
    for (const control of document.querySelectorAll<HTMLElement>(
      'button, input, select, textarea, a[href], summary',
    )) {
      const box = control.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || !control.checkVisibility({ visibilityProperty: true }))
        continue;
      let [across, down] = [
        [box.left, box.right],
        [box.top, box.bottom],
      ];
      let isOutside = false;
      const lies = ([from, to]: number[], start: number, end: number): boolean =>
        (from ?? 0) >= start - slack && (to ?? 0) <= end + slack;
      // What scrolls shows all that is in it, as far as it lies inside itself; what only cuts off does not.
      for (let at = control.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const holder = at.getBoundingClientRect();
        if (/auto|scroll/.test(overflowX)) across = [holder.left, holder.right];
        else if (overflowX !== 'visible') isOutside ||= !lies(across, holder.left, holder.right);
        if (/auto|scroll/.test(overflowY)) down = [holder.top, holder.bottom];
        else if (overflowY !== 'visible') isOutside ||= !lies(down, holder.top, holder.bottom);
      }
      isOutside ||= !lies(across, 0, innerWidth) || !lies(down, 0, innerHeight);
      if (isOutside) {
        const place = [box.left, box.top, box.right, box.bottom].map(Math.round).join(' ');
        found.push(
          `${control.ariaLabel ?? (control.innerText || control.outerHTML.slice(0, 80))} at ${place}`,
        );
      }
    }
    return found;
  });
}

test('no control lies outside a small window, or one that is enlarged, with thirty classes', async ({
  launched: { app, page },
  lab,
}) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  const press =
    (...keys: string[]) =>
    async (): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
  const click = (name: RegExp) => (): Promise<void> => main.getByRole('button', { name }).first().click();
  await expect(main.getByRole('gridcell').first()).toBeVisible();

  await test.step('the twelfth class is given by its letters or its place', async () => {
    await main.getByRole('gridcell').first().click();
    await press('t')();
    const field = page.getByRole('combobox', { name: 'Type a class' });
    await field.pressSequentially('polymer 12');
    await expect(page.getByRole('dialog').getByRole('option')).toHaveText([/polymer 12/]);
    await inspect(page, 'class-finder');
    await press('Enter')();
    await expect(main.getByRole('gridcell', { name: /S-0001, .*polymer 12/ })).toBeVisible();
    await press('t', '2', '3', 'Enter')();
    await expect(main.getByRole('gridcell', { name: /S-0002, .*polymer 23/ })).toBeVisible();
    await press('Control+z', 'Control+z')();
    await expect(main.getByRole('gridcell', { name: /S-0001, .*polymer 01/ })).toBeVisible();
  });

  const lookAtFiles = async (): Promise<void> => {
    await click(/^Classify photos with it$/)();
    if ((await main.getByRole('grid').count()) > 0) return;
    await dropPath(page, join(lab, '..', 'photos', manyClasses[0] ?? ''), 'Drop photos or folders here');
    await expect(main.getByRole('gridcell')).toHaveCount(4);
  };

  /** Where to go, and what must be in sight there without scrolling. */
  const places: readonly { name: string; go: () => Promise<void>; seen?: RegExp }[] = [
    { name: 'catalogue', go: press('Control+1', 'Escape') },
    { name: 'filters', go: click(/^Filters/) },
    { name: 'no filters', go: click(/^Filters/) },
    { name: 'details', go: press('e') },
    { name: 'classes', go: press('Escape', 'c') },
    { name: 'sites', go: press('Escape', 'g') },
    { name: 'export', go: press('Escape', 'x') },
    { name: 'review', go: press('Escape', 'r') },
    { name: 'no review', go: press('Escape') },
    { name: 'train', go: press('Control+2') },
    { name: 'new run', go: click(/^New run/), seen: /^Start$/ },
    { name: 'run', go: click(/^many kinds/) },
    { name: 'models', go: press('Control+3', 'Control+3') },
    { name: 'model', go: click(/^many kinds/) },
    { name: 'photo files', go: lookAtFiles, seen: /^Keep in the catalogue/ },
    {
      name: 'bench',
      go: async () => {
        await press('Control+4')();
        await click(/^Camera$/)();
      },
    },
    { name: 'studies', go: press('Control+5') },
    { name: 'trays', go: press('Control+6', 'Escape') },
    { name: 'scale of a tray', go: click(/^Open T-0001$/), seen: /^Set the scale$/ },
    { name: 'region of a tray', go: press('g'), seen: /^Draw a polygon$/ },
    { name: 'find in a tray', go: press('f') },
    { name: 'review of a tray', go: press('r', 'n'), seen: /^All looked at: reviewed/ },
    { name: 'sizes in a tray', go: press('u') },
    { name: 'table of a tray', go: press('b') },
  ];
  for (const { width, height, zoom } of windows) {
    await app.evaluate(
      ({ BrowserWindow }, size) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.setContentSize(size.width, size.height);
        window?.webContents.setZoomFactor(size.zoom);
      },
      { width, height, zoom },
    );
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(width / zoom));
    for (const { name, go, seen } of places) {
      await go();
      const at = `${name} at ${width} px, ${zoom * 100} %`;
      expect(await controlsOutside(page), at).toEqual([]);
      if (seen !== undefined)
        await expect(main.getByRole('button', { name: seen }), at).toBeInViewport({ ratio: 1 });
    }
  }
  await test.step('in a narrow room the surveys and the other tools come where they are asked for', async () => {
    await press('Control+1')();
    await expect(main.getByRole('navigation', { name: 'Surveys' })).toHaveCount(0);
    await main.getByRole('button', { name: 'Surveys', exact: true }).click();
    await expect(main.getByRole('navigation', { name: 'Surveys' })).toBeVisible();
    expect(await controlsOutside(page)).toEqual([]);
    await main.getByRole('button', { name: 'Surveys', exact: true }).click();
    await main.getByRole('button', { name: 'More' }).click();
    await expect(main.getByRole('button', { name: 'Import photos…' })).toBeInViewport({ ratio: 1 });
    expect(await controlsOutside(page)).toEqual([]);
    await press('Escape')();
    await expect(main.getByRole('button', { name: 'Import photos…' })).toBeHidden();
  });
});
