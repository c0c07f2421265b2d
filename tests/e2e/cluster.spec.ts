import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { fakeSlurm } from '../support/fake-slurm.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { strandlineJson } from '../support/strandline.ts';
import { inspect } from './support/inspect.ts';
import { test as launchTest } from './support/launch.ts';

/** A lab of four photos, on a computer whose programs all lie in one folder. */
const test = launchTest.extend<{ made: { lab: string; programs: string } }>({
  made: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-cluster-'));
    const [photos, lab, programs] = ['North Bay', 'lab', 'programs'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(programs);
    await writeTwoClasses(photos, 4, 1);
    await strandlineJson('init', lab);
    await strandlineJson('import', lab, photos);
    await use({ lab, programs });
    rmSync(folder, { recursive: true, force: true });
  },
  launchArgs: async ({ made }, use) => use([made.lab]),
  launchEnv: async ({ made }, use) => use({ PATH: made.programs }),
});

test('a cluster: its absence is said, what is typed is kept for the lab, what Slurm refuses is told by its field', async ({
  launched: { page },
  made: { lab, programs },
}) => {
  const enter = (room: string): Promise<void> =>
    page.getByRole('button', { name: room, exact: true }).click();
  await page.setViewportSize({ width: 960, height: 900 });
  await enter('Train');
  await page.getByRole('combobox', { name: 'On', exact: true }).selectOption('slurm');
  await page.getByText('Where it was looked for').click();
  await expect(page.getByText(programs)).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await page.getByText('There is no Slurm where this lab is open: no program').scrollIntoViewIfNeeded();
  await inspect(page, 'cluster-absent');

  const slurm = fakeSlurm(programs);
  slurm.refuse('sbatch: error: invalid partition specified: gpux');
  await enter('Studies');
  await page.setViewportSize({ width: 1440, height: 900 });
  await enter('Train');
  await page.getByLabel('Partition').fill('gpux');
  await page.getByLabel('Processors').fill('many');
  await page.getByLabel('Processors').blur();
  await expect(page.getByText('a whole number from 1 to 1024')).toBeVisible();
  await inspect(page, 'cluster-fields');
  await page.getByLabel('Processors').fill('2');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(
    page.getByText('Partition (--partition), “gpux”: there is none of that name').first(),
  ).toBeVisible({
    timeout: 20_000,
  });
  expect(JSON.parse(readFileSync(join(lab, 'slurm.json'), 'utf8'))).toEqual({ partition: 'gpux', cpus: 2 });
});
