import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type Page, chromium } from '@playwright/test';

export interface InstalledWindow {
  readonly page: Page;
  /** From the program's start until its room or its welcome is drawn. */
  readonly msToOpen: number;
  /** What it and its children have written so far. */
  readonly said: () => string;
  /** Lets go of the page, then quits the program by its key as a person would. @returns its exit status. */
  readonly quit: () => Promise<number | null>;
}

let last: Page | undefined;

/** The page that was opened last, for a look at it where a test fails. */
export const lastPage = (): Page | undefined => (last?.isClosed() === false ? last : undefined);

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * Opens the window of the installed program. No inspector gets into its main process (a fuse forbids it), so the page is
 * driven by Chromium's own port, and what belongs to the desktop by keys.
 *
 * @param start runs a command line, as whom and under what it likes.
 */
export async function openInstalled(
  start: (command: string[]) => ChildProcess,
  ...words: string[]
): Promise<InstalledWindow> {
  const port = await freePort();
  const began = performance.now();
  const child = start(['/opt/Strandline/strandline-window', `--remote-debugging-port=${port}`, ...words]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += String(text)));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const browser = await connected(port, () => said);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error(`the program has no window: ${said}`);
  last = page;
  await page.getByRole('main').waitFor({ timeout: 60_000 });
  const msToOpen = performance.now() - began;
  return {
    page,
    msToOpen,
    said: () => said,
    quit: async () => {
      await browser.close();
      pressKeys('ctrl+q');
      const [code] = await ended;
      return code;
    },
  };
}

/**
 * Waits for the desktop to show the window, which the program does once its page is drawn: whoever attaches to a page that is
 * only just being made never hears from it.
 */
async function connected(port: number, said: () => string): Promise<Browser> {
  const patience = Date.now() + 60_000;
  const isShown = (): boolean =>
    spawnSync('xdotool', ['search', '--onlyvisible', '--name', 'Strandline$']).status === 0;
  while (!isShown()) {
    if (Date.now() > patience) throw new Error(`no window within a minute: ${said()}`);
    await sleep(50);
  }
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`);
}

/** Presses keys in the program's window; a lab's name may stand before the program's in its title. */
function pressKeys(...keys: string[]): void {
  const [window = ''] = xdotool('search', '--sync', '--onlyvisible', '--name', 'Strandline$').split('\n');
  xdotool('windowfocus', '--sync', window);
  xdotool('key', '--clearmodifiers', '--delay', '60', ...keys);
}

/** Types a path into the desktop's file dialog of that title, and takes it; once more where a busy desktop lost a key. */
export async function answerFileDialog(title: string, path: string): Promise<void> {
  let [window] = await dialogsOf(title, 1);
  for (let tries = 0; window !== undefined; tries += 1) {
    if (tries === 5) throw new Error(`the dialog “${title}” stays`);
    // It is drawn before it listens.
    await sleep(1500);
    xdotool('windowfocus', '--sync', window);
    if (tries > 0) xdotool('key', 'shift+Home');
    // The path's first sign opens the dialog's field for it.
    xdotool('type', '--delay', '40', path);
    await sleep(500);
    xdotool('key', 'Return');
    [window] = await dialogsOf(title, 0);
  }
}

/** Ids of the windows of that title, once there are so many or three seconds are over. */
async function dialogsOf(title: string, wanted: number): Promise<string[]> {
  for (let wait = 0; ; wait += 1) {
    const { stdout } = spawnSync('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`], {
      encoding: 'utf8',
    });
    const found = stdout.split('\n').filter((id) => id !== '');
    if (found.length === wanted || wait === 30) return found;
    await sleep(100);
  }
}

function xdotool(...words: string[]): string {
  return execFileSync('xdotool', words, { encoding: 'utf8', timeout: 30_000 });
}
