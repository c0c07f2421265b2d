import { expect } from '@playwright/test';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { test as trained } from './support/trained-lab.ts';

/** The trained lab with a second run, whose photos were too small to learn from. */
const test = trained.extend<{ twoRuns: string }>({
  twoRuns: async ({ lab }, use) => {
    await strandlineJson(
      'train',
      lab,
      '--image-size',
      '32',
      '--views',
      '1',
      '--epochs',
      '1',
      '--name',
      'Hasty',
    );
    await use(lab);
  },
  launchArgs: async ({ twoRuns }, use) => use([twoRuns]),
});

test('a later model is offered beside the one in use; it is declined, taken, and each is undone', async ({
  launched: { page },
}) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  const first = 'frozen on';
  const morning = main.getByRole('region', { name: 'While you were away' });
  await test.step('what ended while nobody was here is told once, and leads on', async () => {
    // As on the day after: somebody was here long before the trainings ended.
    await expect(main.getByRole('heading', { name: 'Catalogue' })).toBeVisible();
    await expect(morning).toBeHidden();
    // The window has looked at what ended, and noted that somebody is here.
    await page.waitForFunction(() =>
      Object.keys(localStorage).some((key) => key.startsWith('strandline.here ')),
    );
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage))
        if (key.startsWith('strandline.here ')) localStorage.setItem(key, '2020-01-01T00:00:00.000Z');
    });
    await page.reload();
    const ran = morning.getByRole('region', { name: 'What ran' });
    await expect(ran.getByRole('listitem').filter({ hasText: 'Training: ' })).toHaveCount(2);
    await expect(ran).toContainText(/ended well\s+\d\d:\d\d, took/);
    const hasty = morning.getByRole('article', { name: 'Hasty' });
    await expect(hasty).toContainText(/the one in use, “frozen on/);
    await expect(hasty).toContainText(/Test accuracy by sample \d/);
    await inspect(page, 'morning');
    await page.keyboard.press('Escape');
    await expect(morning).toBeHidden();
    await page.reload();
    await expect(main.getByRole('heading', { name: 'Catalogue' })).toBeVisible();
    await expect(morning).toBeHidden();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('what ran');
    await page.keyboard.press('Enter');
    // A day that has two trainings in it is told, whenever it is asked for.
    await expect(ran.getByRole('listitem').filter({ hasText: 'Training: ' })).toHaveCount(2);
    await hasty.getByRole('button', { name: 'The page of Hasty' }).click();
    await expect(main.getByRole('heading', { level: 1, name: 'Hasty' })).toBeVisible();
  });
  await page.keyboard.press('Control+3');
  const rowOf = (name: string | RegExp) => main.getByRole('row').filter({ hasText: name });
  await expect(rowOf(first)).toContainText('in use');
  await expect(rowOf('Hasty')).toContainText('waits for your decision');
  await page.keyboard.press('Control+4');
  await expect(main.getByLabel('Model')).toHaveValue('');
  await expect(main.getByRole('option', { name: /^in use: frozen on/ })).toBeAttached();

  await page.keyboard.press('Control+3');
  await main.getByRole('button', { name: 'Hasty' }).click();
  const panel = main.getByRole('region', { name: 'Beside the model in use' });
  await expect(
    panel.getByText(/^(Worse than|No difference from|Better than) the one in use, “frozen on/),
  ).toBeVisible();
  await panel.getByText(/^The \d+ samples? on which they differ$/).click();
  await expect(panel.getByRole('button', { name: /taken for/ }).first()).toBeVisible();
  await inspect(page, 'offer');

  await page.keyboard.press('k');
  await expect(page.getByText('The one in use is kept; “Hasty” is offered no longer.')).toBeVisible();
  await expect(main.getByText('waits for your decision')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(main.getByText('waits for your decision')).toBeVisible();
  // The key does what the button does, once it is there again.
  await expect(panel.getByRole('button', { name: 'Use it' })).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByText('“Hasty” is in use.')).toBeVisible();
  await expect(panel).toHaveCount(0);
  await page.keyboard.press('Control+4');
  await expect(main.getByRole('option', { name: 'in use: Hasty' })).toBeAttached();
  await page.keyboard.press('Control+3');
  await page.keyboard.press('Control+z');
  await expect(panel).toBeVisible();
  await panel.getByRole('button', { name: 'Use it' }).click();
  await expect(panel).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(panel).toBeVisible();
});

test('a training that ends says how its model does, and leads to it', async ({ launched: { page } }) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  await page.keyboard.press('Control+2');
  await main.getByRole('textbox', { name: 'Name' }).fill('Third');
  await main.getByRole('button', { name: 'Start', exact: true }).click();
  const news = page.getByText(/^“Third” has ended\. .* the one in use, “frozen on/);
  await expect(news).toBeVisible({ timeout: 180_000 });
  await expect(main.getByRole('region', { name: 'Beside the model in use' })).toBeVisible();
  await inspect(page, 'offer-after-run');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(main.getByRole('heading', { level: 1, name: 'Third' })).toBeVisible();
  await expect(main.getByText('waits for your decision')).toBeVisible();
});
