import { join } from 'node:path';
import { expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test } from './support/launch.ts';

test('classes that look alike are named, merged, ordered, given a digit and a colour, deleted; all of it taken back', async ({
  launched: { app, page, folder },
}) => {
  const photos = join(folder, 'North Bay');
  for (const [seed, name] of ['Plastic', 'plastic', 'shell', 'wood'].entries())
    await writeTree(photos, { [`${name}/${seed}.jpg`]: await randomPhoto(seed) });
  await strandlineJson('init', join(folder, 'lab'));
  await strandlineJson('import', join(folder, 'lab'), photos);
  await chooseInDialog(app, join(folder, 'lab'));
  await page.getByRole('button', { name: 'Open a lab folder…' }).click();
  await page.getByRole('gridcell').first().click();
  await page.keyboard.press('c');
  const classes = page.getByRole('region', { name: 'Classes', exact: true });
  const names = (): Promise<string[]> =>
    classes
      .getByLabel(/^Name of /)
      .evaluateAll((fields: HTMLInputElement[]) => fields.map(({ value }) => value));
  await expect(classes.getByText('Are they one class?')).toBeVisible();
  await inspect(page, 'classes');

  await test.step('two of them become one', async () => {
    await classes
      .getByLabel('Merge Plastic into another class', { exact: true })
      .selectOption('into plastic');
    await expect(page.getByText('Plastic is plastic now, with its 1 sample.')).toBeVisible();
    await expect.poll(names).toEqual(['plastic', 'shell', 'wood']);
    await expect(classes.getByText('Are they one class?')).toHaveCount(0);
  });

  await test.step('order, digit, colour and name', async () => {
    await classes.getByRole('button', { name: 'Move wood up' }).click();
    await expect.poll(names).toEqual(['plastic', 'wood', 'shell']);
    await classes.getByLabel('Digit of shell').selectOption('1');
    await classes.getByLabel('Colour of shell').selectOption('Pink');
    await classes.getByLabel('Name of wood').fill('driftwood');
    await classes.getByLabel('Name of wood').press('Enter');
    await expect.poll(names).toEqual(['plastic', 'driftwood', 'shell']);
    await classes.getByLabel('Name of driftwood').fill('shell');
    await classes.getByLabel('Name of driftwood').press('Enter');
    await expect(page.getByText(/There is a class named shell already/)).toBeVisible();
    await expect.poll(names).toEqual(['plastic', 'driftwood', 'shell']);
  });

  await test.step('the digit labels with the class that has it', async () => {
    await classes.getByRole('button', { name: /Back to the samples/ }).click();
    await expect(page.getByRole('grid', { name: 'Samples' })).toBeFocused();
    await page.keyboard.press('Home');
    await page.keyboard.press('1');
    await expect(page.getByRole('gridcell', { name: /Sample S-0001, shell/ })).toBeVisible();
  });

  await test.step('counts are of samples, those without a class too', async () => {
    const all = page.getByRole('navigation', { name: 'Surveys' }).getByRole('button', { name: /^All/ });
    await expect(all).toContainText(/plastic 1.*driftwood 1.*shell 2/);
    await page.keyboard.press('End');
    await page.keyboard.press('0');
    await expect(all).toContainText(/no class 1/);
    await page.keyboard.press('c');
    await expect(classes.getByRole('row', { name: 'no class 1' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect(all).not.toContainText('no class');
  });

  await test.step('deleted, and all of it taken back', async () => {
    await page.keyboard.press('c');
    await classes.getByRole('button', { name: 'Delete shell' }).click();
    await expect.poll(names).toEqual(['plastic', 'driftwood']);
    await classes.focus();
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('Control+z');
    await expect.poll(names).toEqual(['Plastic', 'plastic', 'shell', 'wood']);
    await page.keyboard.press('Escape');
    await expect(classes).toHaveCount(0);
  });
});
