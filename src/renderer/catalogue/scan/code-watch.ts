import { type Picture, readCode } from './read-code.ts';

/** How often a picture is looked at, and how long a code must be out of the picture to be said again, in ms. */
const pace = { look: 150, forget: 2000 };

/** Watches frames for codes, a few times a second, and says each once while it stays in the picture. */
export class CodeWatch {
  readonly #tell: (text: string) => void;
  #lookedAt = -Infinity;
  #last: string | undefined;
  #seenAt = -Infinity;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /**
   * To be told of every frame.
   *
   * @param now ms on a clock that only goes forward. @param grab takes the picture; it is not asked for every frame.
   */
  frame(now: number, grab: () => Picture | undefined): void {
    if (now - this.#lookedAt < pace.look) return;
    this.#lookedAt = now;
    const picture = grab();
    const text = picture === undefined ? undefined : readCode(picture);
    if (now - this.#seenAt > pace.forget) this.#last = undefined;
    if (text === undefined || text === '') return;
    this.#seenAt = now;
    if (text === this.#last) return;
    this.#last = text;
    this.#tell(text);
  }
}
