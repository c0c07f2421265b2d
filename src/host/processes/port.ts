/**
 * The seam between the host and whatever carries its messages: a child process's channel, Electron's MessagePort of a
 * utility process, or nothing at all (both ends in one process, as in the CLI and in tests).
 */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end is gone; `reason` is for a person. */
  onClose(listener: (reason: string) => void): void;
}

/** Two ports, each the other's far end. Messages are cloned and arrive later, as between processes. */
export function portPair(): { near: Port; far: Port; close: () => void } {
  const near = new LocalPort();
  const far = new LocalPort();
  near.connect(far);
  far.connect(near);
  const close = (): void => {
    near.close('closed');
    far.close('closed');
  };
  return { near, far, close };
}

class LocalPort implements Port {
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #closeListeners: ((reason: string) => void)[] = [];
  #other: LocalPort | undefined;
  #closed = false;

  connect(other: LocalPort): void {
    this.#other = other;
  }

  post(message: unknown): void {
    const copy: unknown = structuredClone(message);
    setImmediate(() => this.#other?.deliver(copy));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListeners.push(listener);
  }

  deliver(message: unknown): void {
    if (!this.#closed) for (const listener of this.#listeners) listener(message);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners) listener(reason);
  }
}
