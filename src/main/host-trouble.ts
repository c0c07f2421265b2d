import { type BrowserWindow, app, dialog } from 'electron';
import type { HostEnd } from './host-process.ts';
import { strings } from './strings.ts';

/** Says that the lab's process cannot start, why, and what to do. @returns whether to try it again; otherwise the program quits. */
export async function askToTryAgain(window: BrowserWindow, { reason, words }: HostEnd): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: strings.cannotStartTitle,
    message: strings.cannotStart,
    detail: strings.cannotStartDetail(reason, words.trim(), process.env.STRANDLINE_NODE),
    buttons: [strings.tryAgain, strings.quit],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) app.quit();
  return response === 0;
}
