import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ElectronApplication, type Page, test as base, _electron as electron } from '@playwright/test';
import { findElectron, sandboxFlags } from '../../../scripts/lib/electron.mjs';

const heldUntilSeen = fileURLToPath(new URL('held-until-seen.cjs', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** A folder of this test's own, gone afterwards. */
  readonly folder: string;
}

/**
 * Opens the real window on a profile of its own.
 *
 * @param args further arguments, such as a lab's folder.
 * @param env what its environment has besides this process's.
 */
async function launch(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ app: ElectronApplication; page: Page }> {
  const runtime = findElectron();
  if (runtime === undefined)
    throw new Error('no Electron is there; get the test runtime: node scripts/test-runtime.mjs');
  const app = await electron.launch({
    executablePath: runtime.path,
    // Without a GPU the window draws in software at once, rather than trying and failing first.
    args: [
      '-r',
      heldUntilSeen,
      ...sandboxFlags(),
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'profile')}`,
      root,
      ...args,
    ],
    cwd: root,
    env: { ...(process.env as Record<string, string>), ...env },
    timeout: 60_000,
  });
  const page = await app.firstWindow();
  // Keys pressed before the first page is drawn would go nowhere.
  await page.getByRole('main').waitFor();
  return { app, page };
}

/** Answers the next folder and file dialogs with paths, as a user would by clicking. */
export async function chooseInDialog(app: ElectronApplication, ...filePaths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths });
  }, filePaths);
}

/** Answers the next save dialogs with a path, as a person would by clicking; undefined: they change their mind. */
export async function saveInDialog(app: ElectronApplication, filePath: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: path === undefined, filePath: path ?? '' });
  }, filePath);
}

/** A test with a window that is closed afterwards. */
export const test = base.extend<{
  launchArgs: readonly string[];
  launchEnv: Readonly<Record<string, string>>;
  launched: Launched;
}>({
  /** Further arguments of the program: a lab's folder, a camera. */
  launchArgs: async ({}, use) => use([]),
  /** What the program's environment has besides this process's. */
  launchEnv: async ({}, use) => use({}),
  // Playwright wants a destructured first argument.
  launched: async ({ launchArgs, launchEnv }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'strandline-e2e-'));
    const { app, page } = await launch(folder, launchArgs, launchEnv);
    await use({ app, page, folder });
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  },
});
