import { type Room, rooms } from '../rooms.svelte.ts';

/** Where a command belongs. */
export type Place = Room | 'everywhere';

/** A key that was pressed. */
export interface Press {
  /** As the commands write it. */
  readonly key: string;
  /** Whether a person writes just now. */
  readonly typing: boolean;
}

/** Something that can be done in the window: the palette, the menus, the key help and the keys know it by this alone. */
export interface Command {
  /** Begins with its room, or with what it is about everywhere. */
  readonly id: string;
  /** What it is called. A name with … asks something first. */
  readonly label: string;
  /**
   * Keys as the browser names them: `n`, `N` with shift, ` `, `Delete`; `Mod+` before a key is Ctrl, or ⌘ on a Mac; `Alt+` is
   * Alt. A room's keys are heard while it is shown.
   */
  readonly keys?: readonly string[];
  /** Keys as people read them, where they are more than a few. */
  readonly shown?: string;
  /** Something that is done with the keys and cannot be chosen: walking, pressing. */
  readonly gesture?: true;
  /** Also where a person writes. */
  readonly whileTyping?: true;
  /** Is chosen only where it is possible now, not upon coming into its room. */
  readonly onlyHere?: true;
  /** Is run without going to its room. */
  readonly anywhere?: true;
  /** Does something where no lab is open, too. */
  readonly withoutLab?: true;
  /** Changes the lab, which is not possible where it can only be read. */
  readonly writes?: true;
  /** Whether it is possible now. @param press undefined where it is chosen in the palette or a menu. */
  readonly when?: (press?: Press) => boolean;
  /** Undefined for a gesture that the thing hears on which it is made. */
  readonly run?: (press?: Press) => unknown;
}

export function placeOf({ id }: Pick<Command, 'id'>): Place {
  return rooms.find((room) => id.startsWith(`${room}.`)) ?? 'everywhere';
}

/** The key that asks for a class by its letters: a lab may have more classes than there are digits. */
export const classFinderKey = 't';

/** Keys of the classes, by their places in the lab's list; 0 is none of them. */
export const classKeys = {
  keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
  shown: '1–9, 0',
} as const;
