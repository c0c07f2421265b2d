import { printableLines } from '#shared/domain/printable.ts';
import { toWireError } from '#shared/errors.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'failure' | 'news';
  readonly message: string;
  /** What a person can do, as a sentence. */
  readonly action: string | undefined;
  /** What the window can do for them. */
  readonly offer: Offer | undefined;
}

export interface Offer {
  readonly label: string;
  readonly run: () => void;
}

/** The one place where failures and news of the whole window are shown. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #lastId = 0;
  /** The one that is shown. */
  #room: string | undefined;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Shows what was thrown. `cancelled` is what the person asked for and shows nothing. */
  report(thrown: unknown, offer?: Offer): void {
    const { code, message, action } = toWireError(thrown);
    if (code === 'cancelled') return;
    this.#add({ tone: 'failure', message: printableLines(message), action, offer });
  }

  tell(message: string, offer?: Offer): void {
    this.#add({ tone: 'news', message: printableLines(message), action: undefined, offer });
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  clear(): void {
    this.#list = [];
  }

  /** Who goes to another room has read the news of this one; what failed stays until it is put away. */
  enterRoom(room: string): void {
    if (room === this.#room) return;
    this.#room = room;
    this.forgetNews();
  }

  /** Puts news away that was read, since what it asked for is being done. */
  forgetNews(): void {
    this.#list = this.#list.filter(({ tone }) => tone === 'failure');
  }

  /** Runs a task and shows its failure. @returns its value, or undefined where it failed. */
  async guard<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** The same sentence twice would only push the first away, so it is moved to the end instead. */
  #add(notice: Omit<Notice, 'id'>): void {
    this.#lastId += 1;
    const others = this.#list.filter(({ message }) => message !== notice.message);
    this.#list = [...others.slice(-2), { ...notice, id: this.#lastId }];
  }
}
