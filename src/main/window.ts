import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BrowserWindow, type IpcMainInvokeEvent, type Session, screen, session, shell } from 'electron';
import { contentPolicy } from '#shared/content-policy.ts';
import type { SettingsFile } from './settings.ts';
import { placeOnScreens } from './window-place.ts';

const smallest = { width: 960, height: 640 };
const usual = { width: 1440, height: 900 };

/** Where the page comes from: the dev server during development, the build otherwise. */
const pageUrl =
  process.env.ELECTRON_RENDERER_URL ??
  pathToFileURL(join(import.meta.dirname, '../renderer/index.html')).href;

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

/** The page's rules: a strict CSP, and no permission but the camera's for our own page. */
export function restrictSession(ours: Session = session.defaultSession): void {
  // The dev server's page needs its own inline scripts; it is never what users run.
  if (process.env.ELECTRON_RENDERER_URL === undefined) {
    ours.webRequest.onHeadersReceived((details, respond) => {
      respond({
        responseHeaders: {
          ...details.responseHeaders,
          'Content-Security-Policy': [`${contentPolicy}; frame-ancestors 'none'`],
        },
      });
    });
  }
  const mayUse = (permission: string, url: string): boolean => permission === 'media' && isPage(url);
  ours.setPermissionRequestHandler((contents, permission, respond) =>
    respond(mayUse(permission, contents.getURL())),
  );
  ours.setPermissionCheckHandler((contents, permission) => mayUse(permission, contents?.getURL() ?? ''));
}

/** Whether a call comes from our page in the top frame of our window. */
export function isOurFrame({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isPage(senderFrame.url);
}

/** The window shows its own page and no other; links to the web go to the user's browser. */
function keepOnPage(window: BrowserWindow): void {
  window.webContents.on('will-navigate', (event, url) => {
    if (!isPage(url)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

function isPage(url: string): boolean {
  const page = new URL(pageUrl);
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  return protocol === page.protocol && host === page.host && pathname === page.pathname;
}
