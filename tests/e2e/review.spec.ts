import { expect } from '@playwright/test';
import { inspect } from './support/inspect.ts';
import { test } from './support/trained-lab.ts';

test('the model is asked, its doubts are reviewed by keyboard, and a second reader reads blind', async ({
  launched: { page },
}) => {
  const review = page.getByRole('region', { name: 'Review' });
  const panel = review.getByRole('complementary');
  const progress = review.getByRole('status').filter({ hasText: ' done' });
  const keys = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  };
  await page.getByRole('gridcell').first().click();

  await test.step('a sample is given another class, so that the model disagrees', async () => {
    await keys('Home', '2');
    await expect(page.getByRole('gridcell', { name: /Sample S-0001, plastic/ })).toBeVisible();
  });

  await test.step('the model is asked about all samples', async () => {
    await keys('r');
    await expect(review.getByText(/asked about \d+ of 48 samples/)).toBeVisible();
    await review.getByRole('button', { name: 'Ask the model' }).click();
    await expect(review.getByText('asked about 48 of 48 samples')).toBeVisible({ timeout: 60_000 });
    await expect(panel.getByRole('heading', { name: 'The model disagrees' })).toBeVisible();
    await inspect(page, 'review');
  });

  await test.step('decisions leave the queue, and come back with an undo', async () => {
    const number = panel.getByRole('heading', { level: 2 });
    const first = await number.textContent();
    await keys('1');
    await expect(progress).toHaveText(/^1 done/);
    await expect(number).not.toHaveText(first ?? '');
    await keys('Enter');
    await expect(progress).toHaveText(/^2 done/);
    await keys('Control+z');
    await expect(progress).toHaveText(/^1 done/);
    await keys('Control+z');
    await expect(progress).toHaveText(/^0 done/);
    await expect(number).toHaveText(first ?? '');
    await keys('s');
    await expect(number).not.toHaveText(first ?? '');
    await keys('p');
    await expect(number).toHaveText(first ?? '');
    // The palette does what the keys do.
    await keys('Control+k');
    await page.keyboard.type('skip to the next');
    await keys('Enter');
    await expect(number).not.toHaveText(first ?? '');
    await keys('p');
    await expect(number).toHaveText(first ?? '');
  });

  await test.step('a blind reader sees neither class nor number nor opinion', async () => {
    await review.getByRole('button', { name: 'Blind reading' }).click();
    await panel.getByLabel('You read as').fill('Tomas');
    await keys('Enter');
    await expect(progress).toHaveText('0 done, 48 to go');
    await expect(panel).not.toContainText(/S-0|%|Class now|model says/);
    await inspect(page, 'review-blind');
    await page.getByRole('region', { name: 'Review' }).focus();
    for (let read = 1; read <= 6; read += 1) {
      await keys(read % 3 === 0 ? '2' : '1');
      await expect(progress).toHaveText(`${read} done, ${48 - read} to go`);
    }
    await keys('Control+z');
    await expect(progress).toHaveText('5 done, 43 to go');
    await keys('1');
    await expect(progress).toHaveText('6 done, 42 to go');
  });

  await test.step('the agreement is shown, and disagreeing readers ask for a decision', async () => {
    await keys('a');
    const pair = review.getByRole('region', { name: 'Classes in the lab and Tomas' });
    await expect(pair).toContainText('of 6 samples alike');
    await expect(
      review.getByRole('region', { name: /Classes in the lab and the model .*, on its test samples/ }),
    ).toContainText(/κ .*\(.* to .*\)/);
    await inspect(page, 'review-agreement');
    await keys('a');
    await review.getByRole('button', { name: 'Queue' }).click();
    await expect(panel.getByRole('heading', { name: 'Readers disagree' })).toBeVisible();
    await expect(panel).toContainText(/Tomas reads (not-)?plastic; its class is (not-)?plastic\./);
    await keys('Escape');
    await expect(page.getByRole('grid', { name: 'Samples' })).toBeFocused();
  });
});
