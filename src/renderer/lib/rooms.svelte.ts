export const rooms = ['catalogue', 'train', 'models', 'bench', 'studies'] as const;
export type Room = (typeof rooms)[number];

/** Which room is shown, and whether its keys are being explained. */
export class Rooms {
  #current = $state<Room>('catalogue');
  helpOpen = $state(false);

  get current(): Room {
    return this.#current;
  }

  go(room: Room): void {
    this.#current = room;
  }

  /** What the window-wide keys mean. @returns whether the key was one of them. */
  onKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, typing: boolean): boolean {
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const room = rooms[Number(event.key) - 1];
      if (room !== undefined) this.go(room);
      return room !== undefined;
    }
    if (event.key !== '?' || typing) return false;
    this.helpOpen = !this.helpOpen;
    return true;
  }
}

/** Whether keys belong to the element because a person writes in it. */
export function takesText(element: Element | null): boolean {
  if (element === null) return false;
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
