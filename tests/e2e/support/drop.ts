import { type Page, expect } from '@playwright/test';

/** Drops a file or folder on the middle of the window as the desktop does: with its path. @param zone what the window says of it. */
export async function dropPath(page: Page, path: string, zone: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<unknown> =>
    session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data });
  await drag('dragEnter');
  await drag('dragOver');
  await expect(page.getByRole('region', { name: zone })).toBeVisible();
  // Over what has appeared, too: the desktop says so all the time.
  await drag('dragOver');
  await drag('drop');
  await session.detach();
}
