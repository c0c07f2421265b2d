import { join } from 'node:path';
import { BrowserWindow, type IpcMainInvokeEvent, type Session, screen, session } from 'electron';
import { pageAddress } from './page-protocol.ts';
import type { SettingsFile } from './settings.ts';
import { placeOnScreens } from './window-place.ts';

/** A screen of 1280 by 720 at 150 % has 853 by 480, less the system's bars. */
const smallest = { width: 800, height: 440 };
const usual = { width: 1440, height: 900 };

/** Where the page comes from: the dev server during development, the build otherwise. */
const pageUrl = process.env.ELECTRON_RENDERER_URL ?? pageAddress;

/** Opens the window where and as large as it was. */
export function openWindow(settings: SettingsFile): BrowserWindow {
  const { maximised, x, y, width, height } = { ...usual, maximised: false, ...settings.current.window };
  const at = x === undefined || y === undefined ? undefined : { x, y };
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const window = new BrowserWindow({
    ...placeOnScreens(
      { width, height },
      at,
      [main, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Strandline',
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // It would fetch dictionaries from Google's servers as soon as somebody writes a note.
      spellcheck: false,
    },
  });
  if (maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    settings.rememberWindow({ ...window.getNormalBounds(), maximised: window.isMaximized() }),
  );
  keepOnPage(window);
  void window.loadURL(pageUrl);
  return window;
}

/** What the page may load: itself, photos, and what it made. `devtools:` is Chromium's own. */
const loadable = new Set(['app:', 'photo:', 'data:', 'blob:', 'devtools:']);

/** The page's rules: nothing from disk or network whatever its policy lets through, and no permission but the camera's. */
export function restrictSession(ours: Session = session.defaultSession): void {
  // The dev server's page comes over the network; it is never what users run.
  if (process.env.ELECTRON_RENDERER_URL === undefined) {
    ours.webRequest.onBeforeRequest(({ url }, answer) =>
      answer({ cancel: !loadable.has(new URL(url).protocol) }),
    );
  }
  ours.setPermissionRequestHandler((contents, permission, answer, details) =>
    answer(
      permission === 'media' &&
        isPage(contents.getURL()) &&
        isCameraAlone('mediaTypes' in details ? details.mediaTypes : []),
    ),
  );
  ours.setPermissionCheckHandler(
    (contents, permission, _origin, { mediaType }) =>
      permission === 'media' && mediaType !== 'audio' && isPage(contents?.getURL() ?? ''),
  );
}

/** Pictures without sound, and not of the screen, for which Electron would have to be given a handler. */
function isCameraAlone(asked: readonly string[] | undefined): boolean {
  return asked?.length === 1 && asked[0] === 'video';
}

/** Whether a call comes from our page in the top frame of our window. */
export function isOurFrame({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isPage(senderFrame.url);
}

/** The window shows its own page and no other; it has no links to the web. */
function keepOnPage(window: BrowserWindow): void {
  window.webContents.on('will-navigate', (event, url) => {
    if (!isPage(url)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isPage(url: string): boolean {
  const page = new URL(pageUrl);
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  return protocol === page.protocol && host === page.host && pathname === page.pathname;
}
