import { type Preferences as Kept, type Theme, preferencesSchema } from '#shared/domain/shell.ts';
import { Controller } from '../lib/controller.ts';

/** How many of the commands that were chosen last the palette shows first. */
const recentCommands = 5;

/** What the window remembers between starts, whichever lab is open. */
export class Preferences extends Controller {
  #kept = $state.raw<Kept>(preferencesSchema.parse({}));

  get theme(): Theme {
    return this.#kept.theme;
  }

  /** Ids, newest first. */
  get recentCommands(): readonly string[] {
    return this.#kept.recentCommands;
  }

  async load(): Promise<void> {
    await this.notices.guard(async () => {
      this.#kept = await this.api.shell.preferences();
    });
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.#keep({ theme });
  }

  async rememberCommand(id: string): Promise<void> {
    const others = this.recentCommands.filter((known) => known !== id);
    await this.#keep({ recentCommands: [id, ...others].slice(0, recentCommands) });
  }

  async #keep(change: Partial<Kept>): Promise<void> {
    this.#kept = { ...this.#kept, ...change };
    await this.notices.guard(() => this.api.shell.setPreferences(this.#kept));
  }
}
