import { expect } from '@playwright/test';
import { test } from './support/launch.ts';

/** What Electron says of a window's settings; it is not in its types. */
interface WithPreferences {
  getLastWebPreferences(): Record<string, unknown>;
}

test('the window is set as Electron’s checklist wants it', async ({ launched: { app } }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) =>
      (window.webContents as unknown as WithPreferences).getLastWebPreferences(),
    ),
  );
  expect(preferences).toHaveLength(1);
  expect(preferences[0]).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    sandbox: true,
    webviewTag: false,
  });
  const { webSecurity, allowRunningInsecureContent, experimentalFeatures, enableBlinkFeatures } =
    preferences[0] ?? {};
  expect(webSecurity ?? true).toBe(true);
  expect(allowRunningInsecureContent ?? false).toBe(false);
  expect(experimentalFeatures ?? false).toBe(false);
  expect(enableBlinkFeatures ?? '').toBe('');
});

test('the page gets three functions and nothing of Electron', async ({ launched: { page } }) => {
  const given = await page.evaluate(() => ({
    bridge: Object.entries(window.strandline).map(([name, value]) => `${name}: ${typeof value}`),
    electron: ['ipcRenderer', 'electron', 'require', 'module', 'Buffer'].filter((name) => name in window),
  }));
  expect(given).toEqual({
    bridge: ['request: function', 'subscribe: function', 'pathsOf: function'],
    electron: [],
  });
});

test('only our own page may ask, whoever has its bridge', async ({ launched: { app } }) => {
  const reply: unknown = await app.evaluate(async ({ app: program, BrowserWindow }) => {
    const preload = `${program.getAppPath()}/out/preload/index.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await other.loadURL('data:text/html,<title>elsewhere</title>');
    const answer: unknown = await other.webContents.executeJavaScript(`strandline.request('lab.current')`);
    other.destroy();
    return answer;
  });
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'bad-argument', message: 'Only the window itself may ask.' },
  });
});

test('no other page, window, frame or web view comes into being', async ({ launched: { app, page } }) => {
  const before = page.url();
  await page.evaluate(() => {
    window.open('https://example.org/');
    window.open('about:blank');
    const link = Object.assign(document.createElement('a'), {
      href: 'https://example.org/',
      target: '_blank',
    });
    document.body.append(link);
    link.click();
    for (const [tag, src] of [
      ['iframe', 'https://example.org/'],
      ['webview', 'data:text/html,x'],
      ['object', 'data:text/html,x'],
    ] as const)
      document.body.append(Object.assign(document.createElement(tag), { src, data: src }));
    location.href = 'data:text/html,x';
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  const alive = await app.evaluate(({ webContents, BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().length,
    contents: webContents.getAllWebContents().map((one) => one.getType()),
  }));
  expect(alive).toEqual({ windows: 1, contents: ['window'] });
});
