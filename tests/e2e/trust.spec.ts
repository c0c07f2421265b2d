import { expect } from '@playwright/test';
import { test } from './support/fake-camera.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog } from './support/launch.ts';
import { unseenPhotos } from './support/trained-lab.ts';

test.use({ photosShown: 2 });

test('the bench says why, tells the empty stage once it was shown, and judges the part of the picture that was chosen', async ({
  launched: { app, page },
}) => {
  test.setTimeout(240_000);
  await page.keyboard.press('Control+4');
  const verdict = page.getByRole('group', { name: 'Verdict' });
  await expect(verdict).toContainText('of the picture as it is now', { timeout: 60_000 });

  await page.keyboard.press('h');
  const why = page.getByRole('region', { name: 'Why' });
  await expect(why.getByRole('img', { name: /speak for (not-)?plastic/ })).toBeVisible();
  const neighbours = why.getByRole('listitem');
  await expect(neighbours).toHaveCount(5);
  await expect(neighbours.first()).toContainText(
    /S-\d+\s*(not-)?plastic\s*(almost|very|just|less|un)?\s?alike/,
  );
  await expect(why).toContainText(/Nearest: (not-)?plastic S-\d+, .*alike/);
  await expect(why).toContainText(/\d of 5 nearest (is|are) (not-)?plastic/);
  const loaded = (): Promise<boolean[]> =>
    why
      .locator('li img')
      .evaluateAll((images: HTMLImageElement[]) => images.map((one) => one.naturalWidth > 0));
  await expect.poll(loaded).toEqual([true, true, true, true, true]);
  await inspect(page, 'bench-why');
  await page.keyboard.press('h');
  await expect(why).toBeHidden();

  // The camera shows two photos in turn: the one that is there now is the empty stage from now on, the other is not.
  await expect(verdict).not.toContainText('EMPTY STAGE');
  await page.keyboard.press('e');
  await expect(verdict).toContainText('EMPTY STAGE');
  await expect(verdict).toContainText('of the picture as it is now');
  await expect(verdict).toContainText('EMPTY STAGE');

  const region = page.getByRole('button', { name: /^Part of the picture that is judged, 100 %/ });
  await region.hover();
  // Nothing may lie between the person and the picture.
  await expect(region).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await region.focus();
  for (const key of [...Array.from({ length: 10 }, () => '-'), 'ArrowRight', 'ArrowDown'])
    await page.keyboard.press(key);
  await expect(page.getByRole('button', { name: /^Part of the picture that is judged, 60 %/ })).toBeVisible();
  // Another part of the picture is another stage: it is not known any more what it looks like empty.
  await expect(page.getByRole('button', { name: /^This is the empty stage E/ })).toBeVisible();
  await inspect(page, 'bench-region');
  await page.getByRole('button', { name: /^Take a photo/ }).click();
  const angle = page.getByRole('list', { name: 'Angles taken' }).getByRole('img');
  await expect
    .poll(() => angle.evaluateAll((images: HTMLImageElement[]) => images.map((one) => one.naturalWidth)))
    .toEqual([288]);

  await page.getByRole('button', { name: 'Photos', exact: true }).click();
  await chooseInDialog(app, ...unseenPhotos('cardboard', 1));
  await page.getByRole('button', { name: 'Choose photos…' }).click();
  await page.getByRole('button', { name: /^Why\?/ }).click({ timeout: 30_000 });
  const reasons = page.getByRole('region', { name: 'Why' });
  await expect(reasons.getByRole('listitem')).toHaveCount(5);
  await inspect(page, 'bench-photo-why');
});

test('a finished run shows what its confidences are worth, and another precision can be asked of it and taken back', async ({
  launched: { page },
}) => {
  test.setTimeout(240_000);
  await page.keyboard.press('Control+2');
  await page
    .getByRole('button', { name: /frozen on efficientnet-lite0/ })
    .first()
    .click();
  await page.locator('summary', { hasText: 'How far to trust it' }).click();
  const trust = page.getByRole('region', { name: 'How far to trust it' });
  await expect(trust).toContainText(/Calibration error \d/);
  const precision = trust.getByLabel('A sure verdict shall be right in');
  await expect(precision).toHaveValue('0.95');
  await trust.scrollIntoViewIfNeeded();
  await inspect(page, 'run-trust');
  await precision.selectOption('0.8');
  await expect(trust.getByRole('img', { name: /From .* on it decides/ })).toBeVisible();
  await expect(precision).toHaveValue('0.8');
  await page.locator('body').press('Control+z');
  await expect(precision).toHaveValue('0.95');
});
