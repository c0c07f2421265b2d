/**
 * The desktop app's start: one instance, one window, one host.
 */
import { join } from 'node:path';
import { type BrowserWindow, app, nativeTheme, protocol } from 'electron';
import { channels } from '#shared/contract/channels.ts';
import { Awake } from './awake.ts';
import { FarKey } from './far-key.ts';
import { HostKeeper } from './host-keeper.ts';
import { LabKeeper } from './lab-keeper.ts';
import type { HostEnd } from './host-process.ts';
import { askToTryAgain } from './host-trouble.ts';
import { labAsked } from './lab-asked.ts';
import { showFirstMenus } from './menu.ts';
import { PathGrants } from './path-grants.ts';
import { pageScheme, servePage } from './page-protocol.ts';
import { photoScheme, servePhotos } from './photo-protocol.ts';
import { answerRequests, grantChosenFiles } from './requests.ts';
import { SettingsFile } from './settings.ts';
import { shellCalls } from './shell-calls.ts';
import { isOurFrame, openWindow, restrictSession } from './window.ts';

function main(): void {
  // Once, and before the app is ready: only then can a scheme become a standard and secure one.
  protocol.registerSchemesAsPrivileged([pageScheme, photoScheme]);
  const settings = new SettingsFile(join(app.getPath('userData'), 'settings.json'));
  const grants = new PathGrants();
  const asked = labAsked(process.argv.slice(1), process.cwd());
  // The newest lab is the one that the window opens by itself.
  if (asked !== undefined) settings.rememberLab(asked);
  for (const { directory } of settings.current.recentLabs) grants.grant(directory);

  let window: BrowserWindow | undefined;
  const announce = (name: string, payload: unknown): void => {
    if (window?.isDestroyed() === false) window.webContents.send(channels.event, name, payload);
  };

  void app.whenReady().then(() => {
    const host = new HostKeeper({ announce, cannotStart: (end) => void whenItCannotStart(end) });
    async function whenItCannotStart(end: HostEnd): Promise<void> {
      if (window?.isDestroyed() !== false || !(await askToTryAgain(window, end))) return;
      host.restart();
      // The page has given up on its first questions.
      window.reload();
    }
    restrictSession();
    servePage();
    const lab = new LabKeeper({ own: host, announce, photos: join(app.getPath('userData'), 'far-photos') });
    servePhotos(lab);
    showFirstMenus();
    nativeTheme.themeSource = settings.current.preferences.theme;
    const awake = new Awake();
    const farKey = new FarKey();
    const shell = shellCalls({
      window: () => window ?? openWindow(settings),
      grants,
      settings,
      awake,
      farKey,
      host,
      lab,
      announce,
    });
    grantChosenFiles({ grants, isOurs: isOurFrame });
    answerRequests({ lab, shell, grants, settings, isOurs: isOurFrame });
    window = openWindow(settings);
    awake.releaseWith(window.webContents);
    farKey.releaseWith(window.webContents);
    // Whoever starts the program again, or opens a lab's file, gets the window that is there.
    app.on('second-instance', (_event, words, cwd) => {
      window?.focus();
      const directory = labAsked(words.slice(1), cwd);
      if (directory === undefined) return;
      grants.grant(directory);
      announce('shell.labAsked', { directory });
    });
    app.on('window-all-closed', () => app.quit());
    quitGracefully(host);
  });
}

/** Lets the host close the lab before the app ends. */
function quitGracefully(host: HostKeeper): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void host.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}

if (app.requestSingleInstanceLock()) main();
else app.quit();
