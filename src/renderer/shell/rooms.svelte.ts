export const rooms = ['catalogue', 'train', 'models', 'bench', 'studies', 'trays'] as const;
export type Room = (typeof rooms)[number];

/** A look into another room, from which one goes back to where one was. */
interface Visit {
  /** Where one came from, in words. */
  readonly from: string;
  readonly room: Room;
  readonly onReturn: () => void;
}

/** Lies over a room until it is closed: with Escape, or by going to the room once more. */
interface Page {
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

/** Which room is shown, what lies over it, whether its keys are being explained, and whether a command is looked for. */
export class Rooms {
  #current = $state<Room>('catalogue');
  #visit = $state.raw<Visit>();
  readonly #pages: { readonly page: Page; readonly over: readonly Room[] }[] = [];
  helpOpen = $state(false);
  paletteOpen = $state(false);

  get current(): Room {
    return this.#current;
  }

  /** Says what may lie over which rooms; what lies above others is said first. */
  lay(over: readonly Room[], page: Page): void {
    this.#pages.push({ over, page });
  }

  /** Whether something lies over the room that is shown, of what {@link lay} knows. */
  get isCovered(): boolean {
    return this.#pageHere !== undefined;
  }

  /** Closes what lies uppermost over the room that is shown. */
  uncover(): void {
    this.#pageHere?.close();
  }

  /** Goes to a room. What lies over several of them yields, as it would hide where one goes. */
  go(room: Room): void {
    for (const { over, page } of this.#pages) if (over.length > 1 && page.isOpen()) page.close();
    this.#show(room);
  }

  /** Goes to a room; where it is shown already, to itself, from all that lies over it. */
  home(room: Room): void {
    while (room === this.#current && this.isCovered) this.uncover();
    this.go(room);
  }

  /** Where the visit that is going on came from; undefined where there is none. */
  get visiting(): string | undefined {
    return this.#visit?.from;
  }

  /** Goes to another room for a look. @param from where one goes back to, in words. */
  visit(room: Room, from: string, onReturn: () => void = () => undefined): void {
    const before = this.#current;
    this.#show(room);
    this.#visit = { from, room: before, onReturn };
  }

  goBack(): void {
    const visit = this.#visit;
    if (visit === undefined) return;
    visit.onReturn();
    this.#show(visit.room);
  }

  get #pageHere(): Page | undefined {
    return this.#pages.find(({ over, page }) => over.includes(this.#current) && page.isOpen())?.page;
  }

  #show(room: Room): void {
    this.#current = room;
    this.#visit = undefined;
  }
}

/** Whether keys belong to the element because a person writes in it. */
export function takesText(element: Element | null): boolean {
  if (element === null) return false;
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
