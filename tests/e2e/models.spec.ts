import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { inspect } from './support/inspect.ts';
import { chooseInDialog } from './support/launch.ts';
import { test } from './support/trained-lab.ts';

test('a model is noted, tried on the lab, handed on as a file and taken in again', async ({
  launched: { app, page, folder },
}) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  const name = 'frozen on efficientnet-lite0';
  await page.keyboard.press('Control+3');
  await expect(main.getByRole('row', { name: new RegExp(`^${name}.*in use.*samples`) })).toBeVisible();
  await main.getByRole('button', { name }).click();

  await expect(main.getByRole('heading', { level: 1, name })).toBeVisible();
  // The first model of a lab is in use without being asked about.
  await expect(main.getByText('in use', { exact: true })).toBeVisible();
  // What it can do comes first, and is on the screen of a small computer.
  await page.setViewportSize({ width: 1280, height: 720 });
  const answer = main.getByRole('region', { name: 'What it can do' });
  await expect(answer.getByRole('heading')).toHaveText(
    /^\d of 7 test samples right: too few to promise more than \d+ to \d+ of 100/,
  );
  await expect(answer).toContainText(/Tells apart\s*(plastic\s*not-plastic|not-plastic\s*plastic)/);
  await expect(answer).toContainText(/Leaves open\s*\d of 7 test samples, as unsure/);
  await expect(answer).toContainText(/In use\s*since .*\d{4}/);
  await inspect(page, 'model');
  await main.locator('summary', { hasText: 'Name, notes and classes' }).click();
  await main.getByRole('textbox', { name: 'Notes' }).fill('With the ring light, since May.');
  await main.getByRole('textbox', { name: 'Notes' }).blur();
  await main.getByRole('button', { name: 'Evaluate' }).click();
  await expect(
    main.getByRole('row', { name: /^never seen, by sample .*(samples\)|\d+ of \d+)/ }),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(main.getByText(/samples of 48 had a part in its training/)).toBeVisible();
  await inspect(page, 'model-evaluated');

  const given = join(folder, 'given');
  mkdirSync(given);
  for (const [kind, beginning] of [
    ['HTML', '<!DOCTYPE html>'],
    ['PDF', '%PDF-'],
  ] as const) {
    const report = join(given, `report.${kind.toLowerCase()}`);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, report);
    await main.getByRole('button', { name: 'Export…' }).click();
    if (kind === 'HTML') await inspect(page, 'model-export');
    await main.getByRole('button', { name: `Report as ${kind}…` }).click();
    await expect(page.getByText(`The report was written to ${report}.`)).toBeVisible({ timeout: 30_000 });
    expect(readFileSync(report, 'latin1').slice(0, 4000)).toContain(beginning);
    expect(statSync(report).size).toBeGreaterThan(20_000);
  }
  await chooseInDialog(app, given);
  await main.getByRole('button', { name: 'Export…' }).click();
  await main.getByRole('button', { name: 'Model file (ONNX)…' }).click();
  const file = join(given, `${name}.onnx`);
  await expect(page.getByText(`The model was written to ${file}.`)).toBeVisible();
  expect(existsSync(file)).toBe(true);

  await main.getByRole('button', { name: 'All models' }).click();
  await chooseInDialog(app, file);
  await main.getByRole('button', { name: 'Import model…' }).click();
  await expect(main.getByRole('row', { name: /^plastic .*known by its id/ })).toBeVisible();
  await main.getByRole('textbox', { name: 'Model' }).fill('From a friend');
  await inspect(page, 'model-import');
  await main.getByRole('button', { name: 'Add model' }).click();
  await expect(main.getByRole('heading', { level: 1, name: 'From a friend' })).toBeVisible();
  await expect(main.getByText(/Trained in the lab/)).toBeVisible();

  // A class that is renamed is renamed in every model; one undo takes it back.
  await main.getByLabel('Rename: plastic').fill('polymer');
  await main.getByLabel('Rename: plastic').press('Enter');
  await expect(main.getByLabel('Rename: polymer')).toBeVisible();
  await main.getByRole('button', { name: 'Retire', exact: true }).click();
  await main.getByRole('button', { name: 'All models' }).click();
  const rows = main.getByRole('row');
  await expect(rows.nth(2)).toContainText(/From a friend\s+imported\s+retired/);
  await expect(rows.nth(1)).toContainText('polymer');
  await expect(rows.nth(1)).toContainText('With the ring light');
  while ((await page.getByRole('button', { name: 'Dismiss', exact: true }).count()) > 0)
    await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
  await inspect(page, 'models-retired');
  await page.keyboard.press('Control+z');
  await expect(rows.nth(2)).not.toContainText('retired');
  await page.keyboard.press('Control+z');
  await expect(rows.nth(1)).not.toContainText('polymer');
});
