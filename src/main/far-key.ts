import { type WebContents, globalShortcut } from 'electron';
import type { FarKey as Key } from '#shared/domain/shell.ts';

/** One key that is heard whichever program has the focus, as long as the page that asked for it is there. */
export class FarKey {
  #key: Key | undefined;

  /** Hears this key in place of the one before; null hears none. @returns whether the system lets it be heard. */
  hear(key: Key | null, run: () => void): boolean {
    this.#release();
    if (key === null) return false;
    // It answers false where another program has the key.
    if (!globalShortcut.register(key, run)) return false;
    this.#key = key;
    return true;
  }

  /** Other programs have the key again when the page is closed, is loaded anew or breaks. */
  releaseWith(page: WebContents): void {
    const release = (): void => this.#release();
    page.once('destroyed', release);
    page.on('render-process-gone', release);
    page.on('did-navigate', release);
  }

  #release(): void {
    if (this.#key !== undefined) globalShortcut.unregister(this.#key);
    this.#key = undefined;
  }
}
