export const rooms = ['catalogue', 'train', 'models', 'bench', 'studies'] as const;
export type Room = (typeof rooms)[number];

/** A look into another room, from which one goes back to where one was. */
interface Visit {
  /** Where one came from, in words. */
  readonly from: string;
  readonly room: Room;
  readonly onReturn: () => void;
}

/** Which room is shown, whether its keys are being explained, and whether a command is looked for. */
export class Rooms {
  #current = $state<Room>('catalogue');
  #visit = $state.raw<Visit>();
  helpOpen = $state(false);
  paletteOpen = $state(false);

  get current(): Room {
    return this.#current;
  }

  go(room: Room): void {
    this.#current = room;
    this.#visit = undefined;
  }

  /** Where the visit that is going on came from; undefined where there is none. */
  get visiting(): string | undefined {
    return this.#visit?.from;
  }

  /** Goes to another room for a look. @param from where one goes back to, in words. */
  visit(room: Room, from: string, onReturn: () => void = () => undefined): void {
    const before = this.#current;
    this.go(room);
    this.#visit = { from, room: before, onReturn };
  }

  goBack(): void {
    const visit = this.#visit;
    if (visit === undefined) return;
    visit.onReturn();
    this.go(visit.room);
  }
}

/** Whether keys belong to the element because a person writes in it. */
export function takesText(element: Element | null): boolean {
  if (element === null) return false;
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
