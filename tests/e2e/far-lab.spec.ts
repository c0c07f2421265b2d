import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, type Page, expect } from '@playwright/test';
import { attach } from '#host/server/served/attach.ts';
import { linkBySocket } from '#host/server/served/link.ts';
import { createClient } from '#shared/contract/client.ts';
import { type ClientOf } from '#shared/contract/define.ts';
import { contract } from '#shared/contract/contract.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { labPc, withoutSshd } from '../support/sshd.ts';
import { inspect } from './support/inspect.ts';
import { chooseInDialog, test as launchTest } from './support/launch.ts';
import { twoPhotoLab } from './support/two-photo-lab.ts';

/** The way to the lab PC, which a test closes and opens. */
interface Way {
  readonly folder: string;
  /** What the program starts in place of ssh. */
  readonly ssh: string;
  /** Nothing answers from now on, or the computer says no word; what was under way is cut. */
  readonly close: (how: 'refused' | 'silent') => void;
  readonly open: () => void;
}

/** A lab on another computer. */
interface FarLab {
  readonly address: string;
  /** Somebody else who has it open. */
  readonly ben: ClientOf<typeof contract>;
}

const test = launchTest.extend<{ way: Way; far: FarLab }>({
  way: async ({}, use) => {
    // A socket's path may not be long.
    const folder = mkdtempSync(join(tmpdir(), 'strandline-far-'));
    const at = (name: string): string => join(folder, name);
    for (const name of ['pc', 'home']) mkdirSync(at(name));
    const pc = labPc(at('pc'), at('home'));
    const script = [
      '#!/bin/sh',
      `while [ -e "${at('silent')}" ]; do sleep 0.1; done`,
      `[ -e "${at('refused')}" ] && { echo "ssh: connect to host labpc port 22: Connection refused" >&2; exit 255; }`,
      `exec "${pc.ssh}" "$@"`,
    ];
    writeFileSync(at('gate'), script.join('\n'), { mode: 0o755 });
    await use({
      ...{ folder, ssh: at('gate') },
      close: (how) => {
        writeFileSync(at(how), '');
        if (readdirSync(at('pc')).includes('ssh.pid')) process.kill(pc.lastSsh(), 'SIGKILL');
      },
      open: () => {
        for (const how of ['refused', 'silent']) rmSync(at(how), { force: true });
      },
    });
    rmSync(folder, { recursive: true, force: true });
  },
  launchEnv: async ({ way }, use) => use({ STRANDLINE_SSH: way.ssh }),
  far: async ({ way: { folder } }, use) => {
    const lab = await twoPhotoLab(folder);
    const { STRANDLINE_HOME: home } = process.env;
    process.env.STRANDLINE_HOME = join(folder, 'home');
    const link = await linkBySocket(await attach(lab), { person: 'Ben' });
    if (home === undefined) delete process.env.STRANDLINE_HOME;
    else process.env.STRANDLINE_HOME = home;
    await use({ address: `ssh://labpc${lab}`, ben: createClient(contract, link.connection) });
    link.close();
    const { pid } = JSON.parse(readFileSync(join(lab, 'lab.lock.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
  },
});

test.skip(withoutSshd(), 'there is no sshd');

/** Answers the question whether a computer may be reached. @returns what is asked. */
async function agree(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

async function notesOf({ ben }: FarLab, at: number): Promise<string | null | undefined> {
  const ids = [...(await ben.catalogue.list({ sort: 'number' }))];
  const rows = await ben.catalogue.samples({ ids, by: 'sample' });
  return rows.find(({ id }) => id === ids[at])?.details.notes;
}

/** Answers the question of which computer is meant. */
async function chooseHere(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Choose…' }).click();
}

/** Imports a folder of this computer, with what the preview suggests. */
async function importFolder(app: ElectronApplication, page: Page, directory: string): Promise<void> {
  await chooseInDialog(app, directory);
  await page
    .getByRole('button', { name: /^Import photos/ })
    .first()
    .click();
  await chooseHere(page);
  const preview = page.getByRole('form', { name: 'Import: what it would make' });
  await preview.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 20_000 });
  const done = page.getByRole('region', { name: 'Import finished' });
  await expect(done).toBeVisible({ timeout: 20_000 });
  await done.getByRole('button', { name: 'Dismiss' }).click();
}

test('a lab on another computer: reached, worked in by two, sent photos, and kept through a lost link', async ({
  launched: { app, page, folder },
  way,
  far,
}) => {
  const { address, ben } = far;
  const asked = await agree(app);

  await test.step('a computer that is away is told of, and tried again; nobody waits for it', async () => {
    way.close('refused');
    await page.getByLabel('A lab on another computer').fill(address);
    await page.getByRole('button', { name: 'Connect' }).click();
    const why = page.getByRole('region', { name: address });
    await expect(why).toContainText('nothing answers by ssh');
    expect(await asked()).toEqual(['Connect to labpc?']);
    await inspect(page, 'far-lab-unreached');
    way.open();
    way.close('silent');
    await why.getByRole('button', { name: `Try again to reach ${address}` }).click();
    const reaching = page.getByRole('region', { name: 'A lab on another computer' });
    await expect(reaching).toContainText('Connecting to labpc');
    await expect(page.getByRole('button', { name: 'Open a lab folder…' })).toBeEnabled();
    await inspect(page, 'far-lab-reached-for');
    await reaching.getByRole('button', { name: 'Cancel' }).click();
    await expect(reaching).toHaveCount(0);
    way.open();
    await page.getByRole('button', { name: 'Connect' }).click();
  });

  const pictures = page.getByRole('gridcell').locator('img');
  const grid = page.getByRole('grid');
  const notes = page.getByLabel('Notes');

  await test.step('its photos are seen', async () => {
    await expect(page.getByRole('status').filter({ hasText: '2 samples' })).toBeVisible({ timeout: 20_000 });
    await expect(pictures).toHaveCount(2);
    for (const picture of await pictures.all())
      await expect
        .poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth))
        .toBeGreaterThan(0);
  });

  await test.step('what one writes the other sees', async () => {
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('e');
    await notes.fill('fringed');
    await notes.blur();
    await expect.poll(() => notesOf(far, 0)).toBe('fringed');
    const [first = 0] = await ben.catalogue.list({ sort: 'number' });
    await ben.edits.editSamples({ samples: [first], by: 'sample', set: { notes: 'torn' } });
    await expect(notes).toHaveValue('torn', { timeout: 1000 });
  });

  await test.step('a folder of this computer is imported there, and an export arrives here', async () => {
    const photos = join(folder, 'South Bay');
    await writeTree(photos, {
      'plastic/3.jpg': await randomPhoto(3),
      'not-plastic/4.jpg': await randomPhoto(4),
    });
    await importFolder(app, page, photos);
    await expect.poll(async () => (await ben.catalogue.list({})).length).toBe(4);
    const out = join(folder, 'out');
    mkdirSync(out);
    await chooseInDialog(app, out);
    await page.getByRole('button', { name: 'Export…' }).click();
    const panel = page.getByRole('form', { name: 'Export' });
    await panel.getByRole('radio', { name: 'Tables (CSV)' }).check();
    await panel.getByRole('button', { name: 'Export', exact: true }).click();
    await chooseHere(page);
    await expect(panel.getByRole('status')).toContainText('Read back cell by cell', { timeout: 20_000 });
    expect(readFileSync(join(out, 'samples.csv'), 'utf8')).toContain('torn');
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
  });

  await test.step('what is typed while the link is lost stays, and is saved when it is back by itself', async () => {
    await grid.focus();
    await page.keyboard.press('Home');
    await notes.fill('fringed, under the wrack');
    way.close('refused');
    const messages = page.getByRole('status', { name: 'Messages' });
    await expect(messages).toContainText('The link to the lab is lost');
    await notes.blur();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details).toContainText('Not saved yet');
    await expect(notes).toHaveValue('fringed, under the wrack');
    await grid.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('2');
    await expect(page.getByRole('gridcell').filter({ hasText: 'not saved yet' })).toHaveCount(2);
    await page.keyboard.press('Home');
    await inspect(page, 'far-lab-link-lost');
    expect(await notesOf(far, 0)).toBe('torn');

    way.open();
    await expect(messages).toContainText('2 changes that waited for the link are saved', { timeout: 15_000 });
    await expect(details).not.toContainText('Not saved');
    await expect(notes).toHaveValue('fringed, under the wrack');
    expect(await notesOf(far, 0)).toBe('fringed, under the wrack');
  });
});
