import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { emptyDish, test } from './support/fake-camera.ts';
import { inspect } from './support/inspect.ts';
import { saveInDialog } from './support/launch.ts';

/** Goes to the bench, and waits until it sees. */
async function openBench(page: Page): Promise<void> {
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('group', { name: 'Verdict' })).toContainText(/PLASTIC|UNSURE|UNLIKE TRAINING/, {
    timeout: 60_000,
  });
}

async function takeAngles(page: Page, upTo: number): Promise<void> {
  const angles = page.getByRole('list', { name: 'Angles taken' }).getByRole('listitem');
  for (let count = (await angles.count()) + 1; count <= upTo; count += 1) {
    await page.waitForTimeout(500);
    await page.keyboard.press('Space');
    await expect(angles).toHaveCount(count);
  }
}

test('a session: stage check, a new sample, more angles of one that is there, undo, and a report that is saved', async ({
  launched: { app, page, folder },
  lab,
}) => {
  test.setTimeout(240_000);
  await openBench(page);
  const session = page.getByRole('region', { name: 'Session' });
  await session.getByRole('button', { name: 'Begin session' }).click();
  await session.getByLabel('Stage check').selectOption('reference');
  await session.getByRole('button', { name: 'Look at the stage and begin' }).click();
  await expect(session).toContainText('0 fragments kept');

  // A new sample of three angles.
  await takeAngles(page, 3);
  await expect(page.getByRole('img', { name: /after each angle: \d/ })).toBeVisible();
  await page.keyboard.press('1');
  await page.getByLabel('Keep in survey').selectOption({ index: 1 });
  await inspect(page, 'bench-session');
  await page.getByRole('region', { name: /^Live picture/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Kept as S-\d+, 3 photos\.$/)).toBeVisible();
  await expect(session).toContainText('1 fragment kept');

  // A sample that is there gets another angle; its label's scanner would type the same.
  // Mirrored, so that it is no photo that was taken already.
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Mirror' }).click();
  await page.getByRole('button', { name: /^Back to the fragment/ }).click();
  await takeAngles(page, 1);
  await page.keyboard.press('/');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^With S-0001 of .*, which has 1 photo$/)).toBeVisible();
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Kept as S-0001, 1 photo.')).toBeVisible();
  await expect(session).toContainText('2 fragments kept');

  // All of it is one step, there and back.
  await page.keyboard.press('Control+z');
  await expect(session).toContainText('1 fragment kept');
  await page.keyboard.press('Control+z');
  await expect(session).toContainText('0 fragments kept');
  await page.keyboard.press('Control+Shift+Z');
  await page.keyboard.press('Control+Shift+Z');
  await expect(session).toContainText('2 fragments kept');

  // As after a crash of the window: the session is still open, and offered.
  await page.reload();
  // Keys pressed before the page is drawn would go nowhere.
  await page.getByRole('main').waitFor();
  await openBench(page);
  await expect(session).toContainText('was not ended');
  await session.getByRole('button', { name: 'Go on with it' }).click();
  await session.getByRole('button', { name: 'End, report' }).click();

  await expect(page.getByRole('heading', { name: /^Session 1, / })).toBeVisible();
  const samples = page.getByRole('table').last().getByRole('row');
  await expect(samples).toHaveCount(3);
  await inspect(page, 'session-report');
  const html = join(folder, 'report.html');
  await saveInDialog(app, html);
  await page.getByRole('button', { name: 'Save as HTML' }).click();
  await expect(page.getByText(`Saved to ${html}.`)).toBeVisible();
  const text = readFileSync(html, 'utf8');
  // Four photos and the stage.
  expect(text.match(/<img [^>]*src="data:image\/webp;base64,/g)).toHaveLength(5);
  expect(text).toContain('S-0001');
  expect(text).not.toMatch(/<script|photo:\/\//);
  const pdf = join(folder, 'report.pdf');
  await saveInDialog(app, pdf);
  await page.getByRole('button', { name: 'Save as PDF' }).click();
  await expect(page.getByText(`Saved to ${pdf}.`)).toBeVisible();
  expect(readFileSync(pdf, 'latin1').slice(0, 5)).toBe('%PDF-');

  await app.close();
  const db = new Database(join(lab, 'lab.sqlite3'), { readonly: true });
  const verdicts = db
    .prepare(
      `SELECT session_id AS session, samples.number, json_extract(camera, '$.width') AS width, count(*) AS photos
       FROM verdicts JOIN samples ON samples.id = verdicts.sample_id
       JOIN photo_fingerprints ON photo_fingerprints.verdict_id = verdicts.id GROUP BY verdicts.id`,
    )
    .all();
  db.close();
  expect(verdicts).toMatchObject([
    { session: 1, width: 640, photos: 3 },
    { session: 1, number: 'S-0001', width: 640, photos: 1 },
  ]);
});

test.describe('a still picture', () => {
  test.use({ photosShown: 1 });

  test('the camera’s panel says what can be locked; what is mirrored and turned is kept so', async ({
    launched: { app, page },
    lab,
  }) => {
    test.setTimeout(240_000);
    await openBench(page);
    const session = page.getByRole('region', { name: 'Session' });
    await session.getByRole('button', { name: 'Begin session' }).click();
    await session.getByRole('button', { name: 'Look at the stage and begin' }).click();
    await expect(session).toContainText('Something lies on the stage. Take it away, then begin.');
    await inspect(page, 'bench-stage-refused');
    await session.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: /^This is the empty stage E/ })).toBeVisible();
    // Who insists is believed, and the report says what was seen.
    await session.getByRole('button', { name: 'Begin session' }).click();
    await session.getByRole('button', { name: 'Look at the stage and begin' }).click();
    await session.getByRole('button', { name: 'It is empty: begin all the same' }).click();
    await expect(session).toContainText('0 fragments kept');
    await takeAngles(page, 1);
    await page.keyboard.press('c');
    const panel = page.getByRole('region', { name: 'Camera', exact: true });
    await expect(panel.getByText(/It gives 640 × 480/)).toBeVisible();
    await expect(
      panel.getByText(/^Not lockable, since this camera does not offer it: exposure, white balance/),
    ).toBeVisible();
    await panel.getByRole('button', { name: 'Mirror' }).click();
    await panel.getByRole('button', { name: 'Turn by 90°' }).click();
    await expect(panel.getByText('turned by 90°')).toBeVisible();
    await inspect(page, 'bench-camera');
    await panel.getByRole('button', { name: /^Back to the fragment/ }).click();
    await takeAngles(page, 2);
    await page.getByLabel('Keep in survey').selectOption({ index: 1 });
    await page.getByRole('button', { name: /^Keep as new sample/ }).click();
    await expect(page.getByText(/^Kept as S-\d+, 2 photos\.$/)).toBeVisible();
    await session.getByRole('button', { name: 'End, report' }).click();
    await expect(page.getByText('said to be empty, but something is seen on it')).toBeVisible();
    await app.close();

    const db = new Database(join(lab, 'lab.sqlite3'), { readonly: true });
    const photos = db
      .prepare(
        `SELECT hash, json_extract(camera, '$.mirrored') AS mirrored, json_extract(camera, '$.turned') AS turned
         FROM photo_fingerprints JOIN photos ON photos.id = photo_id WHERE camera IS NOT NULL ORDER BY angle`,
      )
      .all() as { hash: string; mirrored: number; turned: number }[];
    db.close();
    expect(photos).toMatchObject([
      { mirrored: 0, turned: 0 },
      { mirrored: 1, turned: 90 },
    ]);
    const [plain, turned] = photos.map(({ hash }) =>
      join(lab, 'photos', hash.slice(0, 2), `${hash.slice(2)}.png`),
    );
    const flopped = await sharp(await sharp(plain).flop().toBuffer())
      .rotate(90)
      .removeAlpha()
      .raw()
      .toBuffer();
    const kept = await sharp(turned).removeAlpha().raw().toBuffer();
    expect(kept.length).toBe(flopped.length);
    const difference = kept.reduce((sum, value, index) => sum + Math.abs(value - (flopped[index] ?? 0)), 0);
    expect(difference / kept.length).toBeLessThan(2);
  });
});

test.describe('a camera that can be set', () => {
  // Chromium's own test picture, from a device that has exposure and focus.
  test.use({ photosShown: 0 });

  test('is set in its panel; that its picture is unlike the training photos is said and reported', async ({
    launched: { page },
  }) => {
    test.setTimeout(240_000);
    await openBench(page);
    const warning = page.getByRole('status', { name: 'Warning' });
    const top = async (): Promise<number | undefined> => (await page.locator('video').boundingBox())?.y;
    const before = await top();
    await expect(warning).toContainText('than the training photos');
    // The warning has its line always: the picture stays where it is.
    expect(await top()).toBe(before);
    await inspect(page, 'bench-warning');
    await page.keyboard.press('c');
    const panel = page.getByRole('region', { name: 'Camera', exact: true });
    // This device says that it is locked, whatever it is asked.
    await expect(panel.getByRole('button', { name: 'Lock: Exposure' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(panel.getByRole('button', { name: 'Lock what can be locked' })).toBeDisabled();
    await expect(panel.getByText(/^Not lockable, .*: white balance, gain, /)).toBeVisible();
    await inspect(page, 'bench-controls');
    for (const name of ['Exposure', 'Focus']) {
      await panel.getByRole('slider', { name }).focus();
      await page.keyboard.press('ArrowRight');
    }
    const settings = (): Promise<unknown> =>
      page.locator('video').evaluate((video: HTMLVideoElement) => {
        const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
        return track?.getSettings();
      });
    await expect.poll(settings).toMatchObject({ exposureTime: 55, focusDistance: 55 });

    await panel.getByRole('button', { name: /^Back to the fragment/ }).click();
    const session = page.getByRole('region', { name: 'Session' });
    await session.getByRole('button', { name: 'Begin session' }).click();
    // A picture that never keeps still shows no empty stage; whether its last frame shows something is chance.
    await session.getByRole('button', { name: 'Look at the stage and begin' }).click();
    await expect(session).toContainText(/does not keep still|Something lies on the stage/);
    await session.getByRole('button', { name: 'It is empty: begin all the same' }).click();
    await expect(session).toContainText('0 fragments kept');
    await session.getByRole('button', { name: 'End, report' }).click();
    await expect(page.getByText(/^\d{4}-.* than the training photos: /).first()).toBeVisible();
  });
});

test.describe('an empty stage', () => {
  test.use({ photosShown: emptyDish });

  test('is what a session begins with; it is taken back, and known again by a window that never saw it', async ({
    launched: { page },
  }) => {
    test.setTimeout(240_000);
    await openBench(page);
    const verdict = page.getByRole('group', { name: 'Verdict' });
    const session = page.getByRole('region', { name: 'Session' });
    const again = page.getByRole('button', { name: /^This is the empty stage now E/ });
    // What is unlike anything in training fills no bar.
    await expect(verdict).toContainText('UNLIKE TRAINING');
    await expect(verdict.locator('.track > .fill')).toHaveCSS('width', '0px');
    await inspect(page, 'bench-unlike');
    await session.getByRole('button', { name: 'Begin session' }).click();
    await session.getByRole('button', { name: 'Look at the stage and begin' }).click();
    await expect(session).toContainText('0 fragments kept');
    await expect(verdict).toContainText('EMPTY STAGE');
    await inspect(page, 'bench-empty-stage');
    await page.keyboard.press('Shift+E');
    await expect(verdict).not.toContainText('EMPTY STAGE');
    await expect(again).toBeHidden();

    // The session began with the empty stage: a window that never saw it knows it again, with this camera and region.
    await page.reload();
    await page.getByRole('button', { name: /^Bench/ }).click();
    await expect(again).toBeVisible();
    await page.keyboard.press('r');
    const region = page.getByRole('button', { name: /^Part of the picture that is judged, 100 %/ });
    await expect(region).toBeFocused();
    await page.keyboard.press('-');
    await expect(page.getByRole('button', { name: /^This is the empty stage E/ })).toBeVisible();
    await page.keyboard.press('Home');
    await expect(again).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: /^Live picture/ })).toBeFocused();
  });
});
