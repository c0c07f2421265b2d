import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronApplication, expect } from '@playwright/test';
import sharp from 'sharp';
import { labelText } from '#shared/domain/label.ts';
import { printedCode } from '../support/label-picture.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { test as launchTest } from './support/launch.ts';

const survey = 'North Bay, spring';

/** A page of a label sheet as a camera sees it on a table: crooked, a little out of focus, in lamplight. */
async function pictureOfLabel(text: string, caption: string): Promise<Buffer> {
  const words = `<svg width="220" height="60"><text y="40" font-size="30" font-family="sans-serif">${caption}</text></svg>`;
  const label = await sharp({ create: { width: 420, height: 220, channels: 3, background: '#f4f1e8' } })
    .composite([
      { input: await printedCode(text, 2, 190).png().toBuffer(), left: 12, top: 15 },
      { input: Buffer.from(words), left: 210, top: 80 },
    ])
    .png()
    .toBuffer();
  const crooked = await sharp(label).rotate(11, { background: '#6f675c' }).blur(0.8).png().toBuffer();
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#6f675c' } })
    .composite([{ input: crooked, gravity: 'centre' }])
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** A foreign code, a label of another lab, a label of this one: three seconds each, as Chromium reads them. */
async function cameraFile(folder: string): Promise<string> {
  const labels = [
    ['https://example.org/', 'A poster'],
    [labelText({ surveyName: 'South Bay', number: 'S-0007' }), 'S-0007'],
    [labelText({ surveyName: survey, number: 'S-0002' }), 'S-0002'],
  ] as const;
  const frames = await Promise.all(labels.map(([text, caption]) => pictureOfLabel(text, caption)));
  const file = join(folder, 'camera.mjpeg');
  writeFileSync(file, Buffer.concat(frames.flatMap((frame) => Array.from({ length: 90 }, () => frame))));
  return file;
}

const test = launchTest.extend<{ lab: string }>({
  lab: async ({}, use, { outputDir }) => {
    const photos = join(outputDir, survey);
    for (let sample = 0; sample < 3; sample += 1)
      await writeTree(photos, {
        [`plastic/${sample}.jpg`]: await randomPhoto(sample, { width: 320, height: 240 }),
      });
    const lab = join(outputDir, 'lab');
    await strandlineJson('init', lab);
    await strandlineJson('import', lab, photos);
    await use(lab);
  },
  launchArgs: async ({ lab }, use) => {
    await use([
      lab,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${await cameraFile(join(lab, '..'))}`,
    ]);
  },
});

/** The application menu, by its labels. */
function menus(app: ElectronApplication): Promise<Record<string, string[]>> {
  return app.evaluate(({ Menu }) =>
    Object.fromEntries(
      (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => [
        label,
        (submenu?.items ?? []).map((item) => `${item.label} ${item.accelerator ?? ''}`.trim()),
      ]),
    ),
  );
}

function chooseInMenu(app: ElectronApplication, id: string): Promise<void> {
  return app.evaluate(
    ({ Menu }, wanted) => void Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(),
    id,
  );
}

test('every command is found by typing, in the menus and among the keys; colours and what was used last are kept', async ({
  launched: { app, page, folder },
}) => {
  const field = page.getByRole('combobox', { name: 'Commands and samples' });
  const list = page.getByRole('listbox', { name: 'Commands and samples' });
  await expect(page.getByRole('status').filter({ hasText: '3 samples' })).toBeVisible();

  await test.step('a sample is opened by a few digits of its number', async () => {
    await page.keyboard.press('Control+3');
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await field.fill('3');
    await expect(list.getByRole('option').first()).toContainText('S-0003');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Sample S-0003, enlarged' })).toBeVisible();
  });

  await test.step('what the room offers now can be chosen too', async () => {
    await page.keyboard.press('Control+k');
    await field.fill('turn rigth');
    await expect(list.getByRole('option', { selected: true })).toContainText('Turn the photo to the right');
    await inspect(page, 'palette');
    await page.keyboard.press('Enter');
    await expect(field).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Undo: 1 photo turned' })).toBeVisible();
    // The keys in the palette meant nothing to the room behind it.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(list.getByRole('group').first()).toHaveAccessibleName('Used last');
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
  });

  await test.step('the menus say the same, with keys, and run it', async () => {
    const shown = await menus(app);
    expect(shown.Edit).toEqual(expect.arrayContaining(['Undo CmdOrCtrl+Z', 'Redo CmdOrCtrl+Shift+Z']));
    expect(shown.Go).toContain('Go to the bench CmdOrCtrl+4');
    expect(shown.Catalogue).toContain('New survey Shift+N');
    await chooseInMenu(app, 'edit.undo');
    await expect(page.getByRole('button', { name: 'Redo: 1 photo turned' })).toBeVisible();
    await chooseInMenu(app, 'go.train');
    await expect(page.getByRole('heading', { level: 1, name: 'Train' })).toBeVisible();
    await chooseInMenu(app, 'catalogue.newSurvey');
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    // In a text, the menu's Undo is the text's own.
    const name = page.getByLabel('Manual followed', { exact: true });
    await name.fill('typed');
    await chooseInMenu(app, 'edit.undo');
    await expect(name).not.toHaveValue('typed');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('the keys of the room stand in its help', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await expect(help).toContainText('Scan a label with the camera');
    await inspect(page, 'keys');
    await page.keyboard.press('?');
    await expect(help).toHaveCount(0);
  });

  await test.step('about: versions and every licence, offline', async () => {
    await chooseInMenu(app, 'help.about');
    const about = page.getByRole('dialog', { name: 'About Strandline' });
    await expect(about).toContainText('SQLite');
    await expect(about).toContainText('ONNX Runtime');
    await expect(about.getByLabel('Licence', { exact: true })).toContainText('MIT');
    await about.getByLabel('Find').fill('svelte');
    await about.getByText(/^svelte \d/).click();
    await expect(about).toContainText('Svelte Contributors');
    await inspect(page, 'about');
    await page.keyboard.press('Escape');
    await expect(about).toHaveCount(0);
  });

  await test.step('the colours follow the choice, and the choice is kept', async () => {
    await page.emulateMedia({ colorScheme: null });
    const themed = (theme: string): Promise<void> =>
      expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe(theme);
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await chooseInMenu(app, 'view.dark');
    await themed('dark');
    await expect.poll(ground).toBe('rgb(16, 21, 22)');
    await chooseInMenu(app, 'view.light');
    await themed('light');
    await expect.poll(ground).toBe('rgb(244, 246, 246)');
    const kept: unknown = JSON.parse(readFileSync(join(folder, 'profile', 'settings.json'), 'utf8'));
    expect(kept).toMatchObject({
      preferences: { theme: 'light', recentCommands: ['catalogue.turnRight'] },
    });
    await page.reload();
    await expect.poll(ground).toBe('rgb(244, 246, 246)');
  });
});

test('a label held before the camera opens its sample; other codes are told apart in words', async ({
  launched: { page },
}) => {
  await expect(page.getByRole('status').filter({ hasText: '3 samples' })).toBeVisible();
  await page.keyboard.press('l');
  const scan = page.getByRole('dialog', { name: 'Scan a label' });
  await expect(scan).toContainText('It says: https://example.org/');
  await inspect(page, 'scan-label');
  await expect(scan).toContainText('This lab has no sample S-0007 in a survey “South Bay”');
  await expect(page.getByRole('dialog', { name: 'Sample S-0002, enlarged' })).toBeVisible();
  await expect(scan).toHaveCount(0);
});
