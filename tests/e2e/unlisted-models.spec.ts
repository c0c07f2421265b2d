import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { test as trained } from './support/trained-lab.ts';

/** The trained lab with a second run, which had ended when the program was ended, before its model was booked. */
const test = trained.extend<{ cutOff: string }>({
  cutOff: async ({ lab }, use) => {
    const small = ['--image-size', '32', '--views', '1', '--epochs', '1'];
    await strandlineJson('train', lab, ...small, '--name', 'Overnight');
    const db = new Database(join(lab, 'lab.sqlite3'));
    db.exec(`DELETE FROM models WHERE name = 'Overnight';
      UPDATE runs SET state = 'running', result = NULL, ended_at = NULL WHERE name = 'Overnight'`);
    db.close();
    await use(lab);
  },
  launchArgs: async ({ cutOff }, use) => use([cutOff]),
});

test('a finished model that was not booked is offered when its lab is opened', async ({
  launched: { page },
}) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');
  await expect(
    page.getByText('The finished model “Overnight” is not in the list of models: see Models.'),
  ).toBeVisible();
  await page.keyboard.press('Control+3');
  const offered = main.getByRole('region', { name: 'Finished, but not listed' });
  await expect(offered).toContainText('Overnight');
  await inspect(page, 'unlisted-models');
  await offered.getByRole('button', { name: 'Take in: Overnight' }).click();
  await expect(page.getByText('“Overnight” is in the list now.')).toBeVisible();
  await expect(main.getByRole('heading', { name: 'Overnight' })).toBeVisible();
  await expect(main.getByText('Confusion', { exact: false }).first()).toBeVisible();
});
