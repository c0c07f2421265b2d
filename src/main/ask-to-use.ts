import { type BrowserWindow, dialog } from 'electron';
import type { LabAddress } from '#shared/domain/lab-address.ts';
import { around } from '#shared/domain/place-there.ts';
import { strings } from './strings.ts';

/**
 * Asks whether places of the lab's computer may be used: a page, even a hijacked one, has nothing read or written there.
 *
 * @param places as {@link placesAsked} gives them.
 */
export async function askToUse(
  window: BrowserWindow,
  { host }: LabAddress,
  places: readonly string[],
): Promise<boolean> {
  const [first = ''] = places;
  const what = places.length === 1 ? first : strings.useMany(places.length, around(first));
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: strings.reachTitle,
    message: strings.use(what, host),
    detail: strings.useDetail,
    buttons: [strings.allow, strings.cancel],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
