import { tick } from 'svelte';
import type { Notices } from '../../lib/notices.svelte.ts';
import { paletteStrings } from './strings.ts';
import type { Rooms } from '../rooms.svelte.ts';
import { type Command, type Press, placeOf } from './command.ts';
import { type Pressed, pressedKey } from './keys.ts';

/** What has the focus while a key is pressed. */
interface Focus {
  /** Whether a person writes in it. */
  readonly typing: boolean;
  readonly onButton?: boolean;
}

/** The one dispatcher: palette, menus, key help and keys all run the same commands, under the same conditions. */
export class Commands {
  /** In the order in which palette and key help show them. */
  readonly list: readonly Command[];
  readonly #rooms: Rooms;
  readonly #notices: Notices;
  readonly #labOpen: () => boolean;

  constructor(rooms: Rooms, notices: Notices, list: readonly Command[], labOpen: () => boolean) {
    this.list = list;
    this.#rooms = rooms;
    this.#notices = notices;
    this.#labOpen = labOpen;
  }

  /** @throws RangeError where there is none. */
  of(id: string): Command {
    const command = this.list.find((one) => one.id === id);
    if (command === undefined) throw new RangeError(`there is no command ${id}`);
    return command;
  }

  /** What can be chosen now: what is done everywhere, in this room, and in other rooms upon coming in. */
  choices(): Command[] {
    return this.list.filter((command) => command.gesture !== true && this.possible(command));
  }

  possible(command: Command): boolean {
    if (!this.#labOpen()) return command.withoutLab === true;
    return command.onlyHere !== true || (this.#isHere(command) && command.when?.() !== false);
  }

  /** Runs a command, in its room. */
  async run(id: string): Promise<void> {
    const command = this.of(id);
    this.#rooms.paletteOpen = false;
    const place = placeOf(command);
    if (place !== 'everywhere' && place !== this.#rooms.current && command.anywhere !== true) {
      this.#rooms.go(place);
      await tick();
    }
    if (command.when?.() === false) this.#notices.tell(paletteStrings.notNow(command.label));
    else await command.run?.();
  }

  /** Does what a key means now. @returns whether it means anything. */
  onKey(event: Pressed, { typing, onButton = false }: Focus): boolean {
    const key = pressedKey(event);
    // A button that has the focus is pressed by the keys that press buttons.
    if (key === undefined || (onButton && (key === 'Enter' || key === ' '))) return false;
    // With Caps Lock a letter means the same, where the capital means nothing itself.
    const meant = [key, ...(key.length === 1 ? [key.toLowerCase()] : [])];
    for (const one of meant) {
      const press = { key: one, typing };
      const command = this.list.find((candidate) => this.#hears(candidate, press));
      if (command === undefined) continue;
      this.#rooms.paletteOpen = false;
      void command.run?.(press);
      return true;
    }
    return false;
  }

  #hears(command: Command, press: Press): boolean {
    return (
      command.run !== undefined &&
      command.keys?.includes(press.key) === true &&
      (!press.typing || command.whileTyping === true) &&
      this.#isHere(command) &&
      (placeOf(command) === 'everywhere' || !this.#rooms.helpOpen) &&
      (this.#labOpen() || command.withoutLab === true) &&
      command.when?.(press) !== false
    );
  }

  #isHere(command: Command): boolean {
    const place = placeOf(command);
    return place === 'everywhere' || place === this.#rooms.current;
  }
}
