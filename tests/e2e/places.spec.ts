import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { labPc, withoutSshd } from '../support/sshd.ts';
import { inspect } from './support/inspect.ts';
import { test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

interface FarLab {
  readonly address: string;
  /** A folder of the lab PC with photos in it. */
  readonly photos: string;
}

const test = launchTest.extend<{ way: { folder: string; ssh: string }; far: FarLab }>({
  way: async ({}, use) => {
    // A socket's path may not be long.
    const folder = mkdtempSync(join(tmpdir(), 'strandline-far-'));
    mkdirSync(join(folder, 'pc'));
    const { ssh } = labPc(join(folder, 'pc'), join(folder, 'home'));
    await use({ folder, ssh });
    rmSync(folder, { recursive: true, force: true });
  },
  launchEnv: async ({ way }, use) => use({ STRANDLINE_SSH: way.ssh }),
  far: async ({ way: { folder } }, use) => {
    const lab = await twoPhotoLab(folder);
    const photos = join(folder, 'microscope', 'August');
    await writeTree(photos, { 'plastic/3.jpg': await randomPhoto(3), 'rope/4.jpg': await randomPhoto(4) });
    for (const name of ['May', 'June', 'July', 'Calibration']) mkdirSync(join(folder, 'microscope', name));
    await use({ address: `ssh://labpc${lab}`, photos });
    const { pid } = JSON.parse(readFileSync(join(lab, 'lab.lock.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
  },
});

test.skip(withoutSshd(), 'there is no sshd');

test('photos that lie on the lab’s computer are found by keys and imported there, once the person agrees', async ({
  launched: { app, page },
  far: { address, photos },
}) => {
  const asked = await app.evaluateHandle(({ dialog }) => {
    const messages: string[] = [];
    dialog.showMessageBox = (...given: unknown[]) => {
      messages.push((given.at(-1) as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    return messages;
  });
  await page.getByLabel('A lab on another computer').fill(address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible({ timeout: 20_000 });

  await page.getByRole('button', { name: 'Import photos…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'labpc' }).click();
  const field = dialog.getByRole('combobox');
  await expect(field).toBeFocused();
  await field.fill(photos.replace(/\/August$/, ''));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option')).toHaveText(['August', 'Calibration', 'July', 'June', 'May']);
  await page.keyboard.press('ArrowDown');
  await inspect(page, 'places');
  await field.pressSequentially('aug');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option')).toHaveText(['plastic', 'rope']);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  expect(await asked.jsonValue()).toEqual(['Connect to labpc?', `Use ${photos} on labpc?`]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '4 samples' })).toBeVisible({ timeout: 20_000 });
});
