import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { dishThings, showDish, test } from './support/fake-camera.ts';
import { inspect, screenshots } from './support/inspect.ts';

test('the live picture gets a verdict, three angles are fused and kept with what the model and the person say', async ({
  launched: { app, page },
  lab,
}) => {
  test.setTimeout(240_000);
  await page.keyboard.press('Control+4');
  const verdict = page.getByRole('group', { name: 'Verdict' });
  await expect(verdict).toContainText(/PLASTIC|UNSURE|UNLIKE TRAINING/, { timeout: 60_000 });
  await expect(verdict).toContainText('of the picture as it is now');
  await inspect(page, 'bench-live');
  // The bar has the colour of the class that is named, and none of one that is not.
  const look = (): Promise<{ letters: string; bar: string; mark: string | undefined; share: number }> =>
    verdict.evaluate((group) => {
      const bar = group.querySelector('.track > .fill');
      const mark = group.querySelector('svg');
      return {
        letters: group.querySelector('.letters')?.textContent.trim() ?? '',
        bar: bar === null ? '' : getComputedStyle(bar).backgroundColor,
        mark: mark === null ? undefined : getComputedStyle(mark).fill,
        share: bar?.getBoundingClientRect().width ?? 0,
      };
    });
  // The clip shows its photos in turn, over four seconds: looked at once a second, always the same few would be seen.
  await expect
    .poll(
      async () => {
        const { letters, bar, mark } = await look();
        return letters === 'PLASTIC' && bar === mark;
      },
      { intervals: [150], timeout: 30_000 },
    )
    .toBe(true);

  const angles = page.getByRole('list', { name: 'Angles taken' }).getByRole('listitem');
  // The palette does what the key does, while it can be done.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('photo of this angle');
  await page.keyboard.press('Enter');
  await expect(angles).toHaveCount(1);
  for (const count of [2, 3]) {
    // The next photo is on the stage by then, as a fragment that was turned would be.
    await page.waitForTimeout(700);
    await page.keyboard.press('Space');
    await expect(angles).toHaveCount(count);
  }
  await expect(verdict).toContainText('over 3 angles');
  await expect
    .poll(() =>
      angles
        .locator('img')
        .evaluateAll((images: HTMLImageElement[]) => images.map((image) => image.naturalWidth)),
    )
    .toEqual([640, 640, 640]);
  await page.keyboard.press('Backspace');
  await expect(angles).toHaveCount(2);
  await page.waitForTimeout(700);
  await page.keyboard.press('Space');
  await expect(angles).toHaveCount(3);
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: /^1 / })).toHaveAttribute('aria-pressed', 'true');
  const said = (await page.getByRole('button', { name: /^1 / }).innerText()).replace(/^1\s+/, '');

  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Choose the survey');
  await page.getByLabel('Keep in survey').selectOption({ index: 1 });
  await inspect(page, 'bench-angles');
  await page.getByRole('button', { name: /^Keep as new sample/ }).click();
  await expect(page.getByText(/^Kept as S-\d+, 3 photos\.$/)).toBeVisible();
  await expect(angles).toHaveCount(0);

  await test.step('things in a dish are counted live, and kept as a tray to be reviewed', async () => {
    await showDish(lab);
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+4');
    await expect(verdict).toContainText(/PLASTIC|UNSURE|UNLIKE TRAINING/);
    await page.keyboard.press('n');
    const bar = page.getByRole('group', { name: 'Count' });
    await expect(bar).toContainText(`${dishThings} things`, { timeout: 30_000 });
    await expect(bar).toContainText(/[\d.]+ frames a second, \d+\sms each · looked at 640\s×\s480/);
    await expect(bar).toContainText('No sizes: new photos have no scale profile');
    await inspect(page, 'bench-count');
    for (const width of [960, 1440]) {
      await page.setViewportSize({ width, height: width === 960 ? 640 : 900 });
      await page.screenshot({ path: join(screenshots, `bench-count-${width}.png`) });
    }
    await page.keyboard.press('Enter');
    await expect(page.getByText(`Kept as T-0001 with ${dishThings} things to review.`)).toBeVisible();
    await page.getByRole('button', { name: 'Review it' }).click();
    await expect(page.getByRole('heading', { name: 'T-0001' })).toBeVisible();
    await page.keyboard.press('r');
    await expect(page.getByText(`${dishThings} things waiting`)).toBeVisible();
    await page.screenshot({ path: join(screenshots, 'bench-count-tray.png') });
    await page.keyboard.press('Control+z');
    await expect(page.getByRole('heading', { name: 'T-0001' })).toBeHidden();
  });

  await app.close();
  const db = new Database(join(lab, 'lab.sqlite3'), { readonly: true });
  const kept = db
    .prepare(
      `SELECT classes.name AS human, verdicts.class_name AS model, verdicts.confidence,
         (SELECT count(*) FROM photos WHERE photos.sample_id = samples.id AND deleted_at IS NULL) AS photos
       FROM verdicts JOIN samples ON samples.id = verdicts.sample_id LEFT JOIN classes ON classes.id = samples.class_id`,
    )
    .all();
  db.close();
  expect(kept).toMatchObject([{ human: said, photos: 3 }]);
  expect(JSON.stringify(kept)).toMatch(/"model":"(not-)?plastic","confidence":0\.\d/);
});

test('a camera that goes away or is refused is said in words, and what was taken stays', async ({
  launched: { page },
}) => {
  test.setTimeout(240_000);
  await page.keyboard.press('Control+4');
  const verdict = page.getByRole('group', { name: 'Verdict' });
  await expect(verdict).toContainText(/PLASTIC|UNSURE|UNLIKE TRAINING/, { timeout: 60_000 });
  await page.keyboard.press('Space');
  const angles = page.getByRole('list', { name: 'Angles taken' }).getByRole('listitem');
  await expect(angles).toHaveCount(1);

  // What Chromium does when a camera is pulled out.
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    track?.dispatchEvent(new Event('ended'));
  });
  await expect(page.getByRole('heading', { name: 'The camera was unplugged' })).toBeVisible();
  // What was taken has its verdict still; without it there is none, nor anything that is looked at.
  await expect(verdict).toContainText('over 1 angle');
  await expect(angles).toHaveCount(1);
  await inspect(page, 'bench-unplugged');

  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'The camera may not be used' })).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(verdict).toHaveText('NO CAMERA');
  await inspect(page, 'bench-no-camera');
});
