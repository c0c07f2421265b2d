import type { FolderWatch } from './folder-watch.ts';

/** The one folder that an open lab watches, if any. */
export class WatchedFolder {
  #current: FolderWatch | undefined;

  get current(): FolderWatch | undefined {
    return this.#current;
  }

  /** Ends the watch that was, and keeps another one or none. */
  async replace(watch: FolderWatch | undefined): Promise<void> {
    const before = this.#current;
    this.#current = watch;
    await before?.stop();
  }
}
