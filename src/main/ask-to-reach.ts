import { type BrowserWindow, dialog } from 'electron';
import type { LabAddress } from '#shared/domain/lab-address.ts';
import { strings } from './strings.ts';

/** Asks whether another computer may be reached: a page, even a hijacked one, connects to nowhere by itself. */
export async function askToReach(window: BrowserWindow, { user, host, path }: LabAddress): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: strings.reachTitle,
    message: strings.reach(host),
    detail: strings.reachDetail(path, user),
    buttons: [strings.connect, strings.cancel],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
