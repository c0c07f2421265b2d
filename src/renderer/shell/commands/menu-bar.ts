import type { Preferences } from '../preferences.svelte.ts';
import type { Commands } from './commands.svelte.ts';
import { menusOf } from './menus.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** The application's menus: shows them as they are now and runs what is chosen in them. */
export class MenuBar extends Controller {
  readonly #commands: Commands;
  readonly #preferences: Preferences;

  /** @param typing whether a person writes just now: Undo is the text's then. */
  constructor(core: WindowCore, commands: Commands, preferences: Preferences, typing: () => boolean) {
    super(core);
    this.#commands = commands;
    this.#preferences = preferences;
    core.untilDisposed(this.api.shell.onMenuCommand(({ id }) => void this.#run(id, typing())));
  }

  /** To be called again whenever what it reads has changed. */
  async show(): Promise<void> {
    const menus = menusOf(this.#commands, `view.${this.#preferences.theme}`);
    await this.notices.guard(() => this.api.shell.setMenus(menus));
  }

  async #run(id: string, typing: boolean): Promise<void> {
    const textEdits: Partial<Record<string, 'undo' | 'redo'>> = {
      'edit.undo': 'undo',
      'edit.redo': 'redo',
    };
    const what = textEdits[id];
    if (typing && what !== undefined) await this.notices.guard(() => this.api.shell.editText({ what }));
    else await this.#commands.run(id);
  }
}
