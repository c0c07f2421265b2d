import { tick } from 'svelte';
import type { Notices } from '../../lib/notices.svelte.ts';
import type { Rooms } from '../rooms.svelte.ts';
import { strings } from '../../lib/strings.ts';
import { type Pressed, pressedKey } from './keys.ts';
import { type Command, type CommandId, type Offer, type Place, commandOf, commandTable } from './table.ts';

type Action = () => unknown;
type Meanings = Readonly<Record<string, Action | undefined>>;

/**
 * Runs the commands of the table. What a command does everywhere is given by the composition root; what a key does in a
 * room is offered by the room itself while it is shown, so that key, palette and menu can never mean different things.
 */
export class Commands {
  readonly #rooms: Rooms;
  readonly #notices: Notices;
  readonly #actions: Readonly<Partial<Record<CommandId, Action>>>;
  readonly #labOpen: () => boolean;
  #offers: readonly { readonly place: Place; readonly offer: () => Meanings }[] = [];
  #paletteOpen = $state(false);

  constructor(
    rooms: Rooms,
    notices: Notices,
    actions: Readonly<Partial<Record<CommandId, Action>>>,
    labOpen: () => boolean,
  ) {
    this.#rooms = rooms;
    this.#notices = notices;
    this.#actions = { ...actions, 'go.palette': () => (this.#paletteOpen = !this.#paletteOpen) };
    this.#labOpen = labOpen;
  }

  get paletteOpen(): boolean {
    return this.#paletteOpen;
  }

  closePalette(): void {
    this.#paletteOpen = false;
  }

  /** Says what keys mean in a room, or everywhere, from now on. @returns the function that takes it back. */
  offer<P extends Place>(place: P, offer: () => Offer<P>): () => void {
    const entry = { place, offer };
    this.#offers = [...this.#offers, entry];
    return () => {
      this.#offers = this.#offers.filter((one) => one !== entry);
    };
  }

  /** What can be chosen now: what is done everywhere, what the room offers, and what other rooms do upon coming in. */
  choices(): Command[] {
    return commandTable.filter((command) => command.gesture !== true && this.possible(command));
  }

  possible(command: Command): boolean {
    if (!this.#labOpen()) return command.withoutLab === true;
    if (command.onlyOffered === true) return this.#offered(command) !== undefined;
    return this.#actions[command.id] !== undefined || command.place !== 'everywhere';
  }

  /** Runs a command, in its room. */
  async run(id: CommandId): Promise<void> {
    const command = commandOf(id);
    this.#paletteOpen = false;
    const action = this.#actions[id];
    if (action !== undefined) {
      await action();
      return;
    }
    if (command.place !== 'everywhere' && command.place !== this.#rooms.current) {
      this.#rooms.go(command.place);
      await tick();
    }
    const offered = this.#offered(command);
    if (offered === undefined) this.#notices.tell(strings.palette.notNow(command.label));
    else await offered();
  }

  /** What the window-wide keys mean. @returns whether the key was one of them. */
  onKey(event: Pressed, typing: boolean): boolean {
    const key = pressedKey(event);
    const command = commandTable.find(
      ({ place, keys, whileTyping }) =>
        place === 'everywhere' && keys?.includes(key ?? '') === true && (!typing || whileTyping === true),
    );
    if (command === undefined || !this.possible(command)) return false;
    void this.run(command.id);
    return true;
  }

  #offered({ place, keys = [] }: Command): Action | undefined {
    const [key] = keys;
    if (key === undefined) return undefined;
    return this.#offers.find((one) => one.place === place && Object.hasOwn(one.offer(), key))?.offer()[key];
  }
}
