import { Menu, type MenuItemConstructorOptions, app } from 'electron';
import type { Menu as WindowMenu, MenuItem } from '#shared/domain/shell.ts';

/** Shows the window's menus. @param run told the id of a command that was chosen. */
export function showMenus(menus: readonly WindowMenu[], run: (id: string) => void): void {
  const template: MenuItemConstructorOptions[] = menus.map(({ label, items }) => ({
    label,
    submenu: items.map((item) => toItem(item, run)),
  }));
  if (process.platform === 'darwin') template.unshift({ role: 'appMenu' });
  if (!app.isPackaged) template.push({ role: 'viewMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Until the window has said what its menus are, they are the platform's own. */
export function showFirstMenus(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'fileMenu' }, { role: 'editMenu' }]));
}

function toItem(item: MenuItem, run: (id: string) => void): MenuItemConstructorOptions {
  if (item.kind === 'line') return { type: 'separator' };
  if (item.kind === 'role') return { role: item.role, label: item.label };
  const { id, label, accelerator, enabled, chosen } = item;
  return {
    id,
    label,
    enabled,
    click: () => run(id),
    ...(chosen !== undefined && { type: 'radio', checked: chosen }),
    ...(accelerator !== undefined && canBeShown(accelerator) && { accelerator }),
    // The window hears its keys itself and knows when somebody writes; the menu only shows them.
    registerAccelerator: false,
  };
}

/** A Mac's menus take every key that they show, so that a bare letter could no longer be typed. */
function canBeShown(accelerator: string): boolean {
  return process.platform !== 'darwin' || accelerator.startsWith('CmdOrCtrl');
}
