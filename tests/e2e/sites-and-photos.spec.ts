import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { type Locator, type Page, expect } from '@playwright/test';
import { randomPhoto } from '../support/photos.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Samples' });
const tile = (page: Page, number: string) =>
  page.getByRole('gridcell', { name: new RegExp(`Sample ${number},`) });

/** A new lab with one survey. */
async function startLab(
  { app, page, folder }: { app: Parameters<typeof chooseInDialog>[0]; page: Page; folder: string },
  { site = 'North Bay', samples = 0 } = {},
): Promise<void> {
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await page.getByRole('main').getByRole('button', { name: 'New survey' }).first().click();
  await page.getByLabel('Site').fill(site);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('navigation', { name: 'Surveys' })).toContainText(site);
  for (let sample = 1; sample <= samples; sample += 1) {
    await page.getByRole('button', { name: 'New sample' }).first().click();
    await expect(tile(page, `S-000${sample}`)).toBeVisible();
  }
}

test('what was binned is looked at in the bin and taken out of it', async ({ launched }) => {
  const { page } = launched;
  await startLab(launched, { samples: 2 });
  await page.keyboard.press('Delete');
  await expect(tile(page, 'S-0002')).toBeHidden();
  await page.keyboard.press('b');
  const bin = page.getByRole('region', { name: 'Bin' });
  await expect(bin.getByRole('group', { name: 'Samples' })).toContainText('S-0002');
  await inspect(page, 'bin');
  await bin.getByRole('button', { name: 'Take S-0002 out of the bin' }).click();
  await expect(bin).toContainText('The bin is empty');
  await page.keyboard.press('Escape');
  await expect(tile(page, 'S-0002')).toBeVisible();
  await expect(bin).toBeHidden();
  await page.getByRole('button', { name: 'Move survey to the bin' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();
  await page.getByRole('button', { name: 'Bin', exact: true }).click();
  await expect(bin.getByRole('group', { name: 'Surveys' })).toContainText('North Bay');
  await page.keyboard.press('Tab');
  await bin.getByRole('button', { name: /Take North Bay.* out/ }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(tile(page, 'S-0001')).toBeVisible();

  const siteEntry = page
    .getByRole('navigation', { name: 'Sites and surveys' })
    .getByRole('button', { name: /^North Bay/ });
  await page.getByRole('button', { name: 'Sites', exact: true }).click();
  await siteEntry.click();
  await page.getByRole('button', { name: 'Remove site' }).click();
  await expect(page.getByText(/North Bay removed; 1 survey/)).toBeVisible();
  await page.getByRole('button', { name: 'Bin', exact: true }).click();
  await expect(bin.getByRole('group', { name: 'Sites' })).toContainText('North Bay');
  await bin.getByRole('button', { name: 'Take North Bay out of the bin' }).click();
  await expect(bin).toContainText('The bin is empty');
  await page.getByRole('button', { name: 'Sites', exact: true }).click();
  await siteEntry.click();
  await page.getByRole('button', { name: 'Show its samples' }).click();
  await expect(page.getByRole('button', { name: 'Site: North Bay' })).toBeVisible();
  await expect(tile(page, 'S-0001')).toBeVisible();
});

/** Drags files over the window and drops them on a target, as from a file manager. */
async function dropFiles(page: Page, files: string[], target: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'dragged';
    document.body.append(input);
  });
  await page.locator('#dragged').setInputFiles(files);
  const transfer = await page.evaluateHandle(() => {
    const carried = new DataTransfer();
    const input = document.querySelector<HTMLInputElement>('#dragged');
    for (const file of input?.files ?? []) carried.items.add(file);
    input?.remove();
    return carried;
  });
  await page.getByRole('grid', { name: 'Samples' }).dispatchEvent('dragover', { dataTransfer: transfer });
  const zone = page.getByRole('region', { name: target });
  await expect(zone).toBeVisible();
  await zone.dispatchEvent('dragenter', { dataTransfer: transfer });
  await inspect(page, 'drop');
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
}

test('photos come in by drag and drop and from the clipboard, and go again with an undo', async ({
  launched,
}) => {
  const { page, folder } = launched;
  await startLab(launched, { samples: 1 });
  const files = [0, 1, 2].map((index) => join(folder, `shot-${index}.jpg`));
  for (const [index, file] of files.entries()) await writeFile(file, await randomPhoto(index));
  const torn = join(folder, 'torn.jpg');
  await writeFile(torn, (await randomPhoto(9)).subarray(0, 500));
  await dropFiles(page, [...files, torn], 'Angles of S-0001');
  await expect(page.getByRole('gridcell', { name: /Sample S-0001,.*3 angles/ })).toBeVisible();
  await expect(page.getByText('1 file left out')).toBeVisible();
  await page.getByRole('button', { name: 'Undo: 3 photos added' }).click();
  await expect(page.getByRole('gridcell', { name: /Sample S-0001,.*0 angles/ })).toBeVisible();

  const picture = [...(await randomPhoto(4, { kind: 'png' }))];
  await page.getByRole('gridcell').first().click();
  await page.evaluate((bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, picture);
  await expect(page.getByText('1 photo added to S-0001.')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: /Sample S-0001,.*1 angle$/ })).toBeVisible();
});

test("what a microscope's program saves goes to the fragment that is aimed at, whatever is selected", async ({
  launched,
}) => {
  const { app, page, folder } = launched;
  await startLab(launched, { samples: 2 });
  const scope = join(folder, 'scope');
  await mkdir(scope);
  for (const seed of [11, 12]) await writeFile(join(scope, `old-${seed}.jpg`), await randomPhoto(seed));
  await chooseInDialog(app, scope);
  // What the system's key would call, as nobody can press a key outside the window here.
  await app.evaluate(({ globalShortcut }) => {
    const register = globalShortcut.register.bind(globalShortcut);
    globalShortcut.register = (key, run) => {
      Object.assign(globalThis, { pressFarKey: run });
      return register(key, run);
    };
  });
  const hears = (key: string): Promise<boolean> =>
    app.evaluate(({ globalShortcut }, name) => globalShortcut.isRegistered(name), key);
  await page.getByRole('button', { name: 'Watch a folder…' }).click();
  const bar = page.getByRole('region', { name: 'Watched folder' });
  await expect(bar).toContainText('What is saved in scope goes to S-0002 no photo yet');
  await expect.poll(() => hears('CommandOrControl+Alt+N')).toBe(true);

  await test.step('another sample is looked for, and the photo goes where it was aimed', async () => {
    await tile(page, 'S-0001').click();
    await expect(bar.getByRole('button', { name: 'Go on with S-0001' })).toBeVisible();
    await writeFile(join(scope, 'one.jpg'), await randomPhoto(1));
    await expect(page.getByRole('gridcell', { name: /Sample S-0002,.*1 angle$/ })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: /Sample S-0001,.*0 angles$/ })).toBeVisible();
    await expect(bar).toContainText('S-0002 1 photo');
    await expect(bar.getByRole('img', { name: 'Last photo' })).toBeVisible();
    await writeFile(join(scope, 'torn.jpg'), (await randomPhoto(2)).subarray(0, 500));
    await expect(bar).toContainText('torn.jpg was left out');
    await inspect(page, 'watch');
  });

  await test.step('what lay there before is offered', async () => {
    await expect(bar.getByRole('group', { name: 'Photos that wait' })).toContainText(
      '2 photos lay there before.',
    );
    await bar.getByRole('button', { name: 'Add them to S-0002' }).click();
    await expect(page.getByRole('gridcell', { name: /Sample S-0002,.*3 angles$/ })).toBeVisible();
    await expect(bar.getByRole('group', { name: 'Photos that wait' })).toBeHidden();
  });

  await test.step('the next fragment by a key, by a pedal, and back by an undo', async () => {
    await grid(page).focus();
    await page.keyboard.press('w');
    await expect(bar).toContainText('S-0003 no photo yet');
    await app.evaluate(() => (globalThis as { pressFarKey?: () => void }).pressFarKey?.());
    await expect(bar).toContainText('S-0004 no photo yet');
    await page.keyboard.press('Control+z');
    await expect(bar).toContainText('S-0003 no photo yet');
    await writeFile(join(scope, 'two.jpg'), await randomPhoto(3));
    await expect(page.getByRole('gridcell', { name: /Sample S-0003,.*1 angle$/ })).toBeVisible();
    await bar.getByLabel('Pedal or key').selectOption('F13');
    await expect.poll(() => hears('F13')).toBe(true);
    expect(await hears('CommandOrControl+Alt+N')).toBe(false);
  });

  await bar.getByRole('button', { name: 'Stop watching' }).click();
  await expect(bar).toBeHidden();
  await expect.poll(() => hears('F13')).toBe(false);
});

test('a scale that was measured once is kept as a profile and given to other photos', async ({
  launched,
}) => {
  const { page, folder } = launched;
  await startLab(launched, { samples: 1 });
  const files = [0, 1].map((index) => join(folder, `shot-${index}.jpg`));
  for (const [index, file] of files.entries()) await writeFile(file, await randomPhoto(index));
  await dropFiles(page, files, 'Angles of S-0001');
  await tile(page, 'S-0001').click();
  await page.keyboard.press(' ');
  await page.keyboard.press('m');
  await page.getByLabel('Scale, µm per pixel').fill('2.5');
  await page.getByLabel('all angles').uncheck();
  await page.getByRole('button', { name: 'Set scale' }).click();
  await page.getByLabel('Keep this scale as').fill('4× objective');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByText('4× objective is a profile now')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo: scale profile calibrated' })).toBeVisible();
  await page.getByRole('button', { name: 'Angle 2 of 2' }).first().click();
  const inspector = page.getByRole('complementary', { name: 'Details' });
  const scale = inspector.getByRole('definition').filter({ hasText: '2.50 µm/px' });
  await expect(scale).toBeHidden();
  await inspector.getByRole('button', { name: 'Give it to what is selected' }).click();
  await expect(page.getByRole('button', { name: 'Undo: scale of 2 photos' })).toBeVisible();
  await expect(scale).toBeVisible();

  await test.step('the profile is renamed and removed, and comes back by an undo', async () => {
    const chooser = inspector.getByLabel('Scale of new photos');
    await inspector.getByRole('button', { name: 'Rename profile' }).click();
    await inspector.getByLabel('New name of the profile').fill('4× objective, dry');
    await inspect(page, 'profile');
    await page.keyboard.press('Enter');
    await expect(chooser.getByRole('option', { name: '4× objective, dry (2.50 µm/px)' })).toBeAttached();
    await inspector.getByRole('button', { name: 'Remove profile' }).click();
    await expect(page.getByText('4× objective, dry is no profile any more')).toBeVisible();
    await expect(chooser).toBeHidden();
    await page.getByRole('button', { name: 'Undo: scale profile removed' }).click();
    await expect(chooser.locator('option:checked')).toHaveText('4× objective, dry (2.50 µm/px)');
    await expect(scale).toBeVisible();
  });
});

/** A hand that counts how often it presses a key or clicks. */
class CountingHand {
  readonly #page: Page;
  moves = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(key: string): Promise<void> {
    this.moves += 1;
    await this.#page.keyboard.press(key);
  }

  async click(what: Locator): Promise<void> {
    this.moves += 1;
    await what.click();
  }
}

test('a flat folder of 36 photos becomes 12 labelled samples of three angles, in few moves, and they are regrouped', async ({
  launched: { app, page, folder },
}) => {
  const card = join(folder, 'card');
  await mkdir(card);
  for (let photo = 1; photo <= 36; photo += 1)
    await writeFile(
      join(card, `IMG_${String(photo).padStart(4, '0')}.jpg`),
      await randomPhoto(photo, { width: 64, height: 48 }),
    );
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await page.getByRole('button', { name: 'Make the lab' }).click();
  await expect(page.getByRole('heading', { name: 'The catalogue holds your surveys' })).toBeVisible();
  const undo = (what: string) => page.getByRole('button', { name: `Undo: ${what}` });
  const angles = (number: string, count: string) =>
    page.getByRole('gridcell', { name: new RegExp(`Sample ${number},.* ${count}$`) });

  await test.step('at most 20 key presses and clicks besides the labels', async () => {
    await chooseInDialog(app, card);
    const hand = new CountingHand(page);
    await hand.click(page.getByRole('main').getByRole('button', { name: 'Import photos…' }).first());
    // The system's dialog, which is answered for us: a click on the folder and one on Open.
    hand.moves += 2;
    await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
    await hand.press('3');
    await expect(page.getByText('36 new photos of 12 new samples', { exact: false })).toBeVisible();
    await hand.press('Enter');
    await expect(page.getByRole('gridcell', { name: /Sample .* 3 angles/ })).toHaveCount(12);
    await expect(grid(page)).toBeFocused();
    const labels = 12;
    for (let sample = 1; sample <= labels; sample += 1) await hand.press(sample % 3 === 0 ? '2' : '1');
    await expect(page.getByRole('gridcell', { name: /, plastic, 3 angles/ })).toHaveCount(8);
    await expect(page.getByRole('gridcell', { name: /, not-plastic, 3 angles/ })).toHaveCount(4);
    expect(hand.moves - labels).toBeLessThanOrEqual(20);
  });

  await test.step('a survey counts samples, not photos', async () => {
    await expect(page.getByRole('navigation', { name: 'Surveys' })).toContainText(
      /12 samples, 36 photos.*plastic 8.*not-plastic 4/,
    );
  });

  await test.step('a photo is dragged to another sample, and to its survey as a sample of its own', async () => {
    await tile(page, 'S-0001').click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details.getByRole('heading', { name: 'S-0001' })).toBeVisible();
    const strip = details.getByRole('list', { name: 'Angles' });
    await strip.getByRole('button', { name: 'Angle 3 of 3' }).dragTo(tile(page, 'S-0002'));
    await expect(angles('S-0002', '4 angles')).toBeVisible();
    await expect(undo('1 photo moved')).toBeVisible();
    await strip
      .getByRole('button', { name: 'Angle 2 of 2' })
      .dragTo(page.getByRole('navigation', { name: 'Surveys' }).getByRole('button', { name: /^card/ }));
    await expect(page.getByText('1 photo is S-0013 now.')).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'Sample S-0013, plastic, 1 angle' })).toBeVisible();
    await undo('1 photo made a sample').click();
    await expect(tile(page, 'S-0013')).toHaveCount(0);
    await expect(angles('S-0001', '2 angles')).toBeVisible();
  });

  await test.step('samples become one, with what was chosen where they differ', async () => {
    await tile(page, 'S-0003').click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('M');
    const dialog = page.getByRole('dialog', { name: 'Make one of 2 samples' });
    await expect(dialog.getByLabel('Class')).toHaveValue('0');
    await inspect(page, 'merge');
    await dialog.getByLabel('Class').selectOption('plastic');
    await dialog.getByRole('button', { name: 'Make it one' }).click();
    await expect(page.getByRole('gridcell', { name: 'Sample S-0003, plastic, 6 angles' })).toBeVisible();
    await expect(tile(page, 'S-0004')).toHaveCount(0);
    await undo('2 samples made one').click();
    await expect(page.getByRole('gridcell', { name: 'Sample S-0003, not-plastic, 3 angles' })).toBeVisible();
    await expect(angles('S-0004', '3 angles')).toBeVisible();
  });

  await test.step('a class is renamed and merged where its name is seen', async () => {
    const surveys = page.getByRole('navigation', { name: 'Surveys' });
    await surveys.getByText('not-plastic 4').first().click({ button: 'right' });
    const menu = page.getByRole('dialog', { name: 'Class not-plastic' });
    await menu.getByLabel('Name of not-plastic').fill('shell');
    await inspect(page, 'class-menu');
    await page.keyboard.press('Enter');
    await expect(surveys).toContainText('shell 4');
    await tile(page, 'S-0003').getByText('shell').click({ button: 'right' });
    const renamed = page.getByRole('dialog', { name: 'Class shell' });
    await renamed.getByLabel('Merge shell into another class').selectOption('into plastic (8 samples)');
    await renamed.getByRole('button', { name: 'Merge', exact: true }).click();
    await expect(surveys).toContainText('plastic 12');
    await undo('two classes merged').click();
    await undo('class renamed').click();
    await expect(surveys).toContainText('not-plastic 4');
  });
});
