import { type WebContents, powerSaveBlocker } from 'electron';

/** Keeps the computer from falling asleep while there is a reason; every reason ends with the page that gave it. */
export class Awake {
  readonly #reasons = new Set<string>();
  #blocker: number | undefined;

  /** @returns whether the computer is kept awake now. */
  set(reason: string, on: boolean): boolean {
    if (on) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (this.#reasons.size === 0) this.#stop();
    else this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    return this.#blocker !== undefined;
  }

  /** Ends all reasons when the page is closed, is loaded anew or breaks: it could not end them any more. */
  releaseWith(page: WebContents): void {
    const release = (): void => {
      this.#reasons.clear();
      this.#stop();
    };
    page.once('destroyed', release);
    page.on('render-process-gone', release);
    page.on('did-navigate', release);
  }

  #stop(): void {
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }
}
