import { tick } from 'svelte';
import type { LabSummary } from '#shared/domain/lab.ts';
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
  readonly #lab: () => Pick<LabSummary, 'readOnly'> | null;

  /** @param lab the one that is open. */
  constructor(
    rooms: Rooms,
    notices: Notices,
    list: readonly Command[],
    lab: () => Pick<LabSummary, 'readOnly'> | null,
  ) {
    this.list = list;
    this.#rooms = rooms;
    this.#notices = notices;
    this.#lab = lab;
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
    const lab = this.#lab();
    if (lab === null) return command.withoutLab === true;
    if (lab.readOnly !== null && command.writes === true) return false;
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
    else if (!this.#refuses(command)) await command.run?.();
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
      if (!this.#refuses(command)) void command.run?.(press);
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
      (this.#lab() !== null || command.withoutLab === true) &&
      command.when?.(press) !== false
    );
  }

  /** Says why, where a command would change a lab that can only be read. */
  #refuses(command: Command): boolean {
    const readOnly = this.#lab()?.readOnly ?? null;
    if (readOnly === null || command.writes !== true) return false;
    this.#notices.tell(readOnly);
    return true;
  }

  #isHere(command: Command): boolean {
    const place = placeOf(command);
    return place === 'everywhere' || place === this.#rooms.current;
  }
}
