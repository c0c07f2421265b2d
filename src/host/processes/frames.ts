import { StrandlineError } from '#shared/errors.ts';

/** Bytes before each frame: its length, little-endian. */
const headBytes = 4;

/** The head of a frame of so many bytes. */
export function frameHead(length: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(length);
  return head;
}

/** Cuts a stream of bytes into frames. Memory is taken for what has arrived, never for what a head promises. */
export class FrameReader {
  readonly #most: number;
  #parts: Buffer[] = [];
  #have = 0;
  #length: number | undefined;

  /** @param most bytes of the longest frame that is taken. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a frame has begun and is not whole. */
  get isInside(): boolean {
    return this.#have > 0 || this.#length !== undefined;
  }

  /**
   * @returns the frames that are whole with these bytes, each in memory of its own.
   * @throws StrandlineError `too-large` for one that says it is longer than is taken; the stream is of no use afterwards.
   */
  push(chunk: Buffer): Buffer[] {
    this.#parts.push(chunk);
    this.#have += chunk.length;
    const whole: Buffer[] = [];
    for (;;) {
      this.#length ??= this.#have < headBytes ? undefined : this.#take(headBytes).readUInt32LE(0);
      if (this.#length === undefined) return whole;
      if (this.#length > this.#most)
        throw new StrandlineError('too-large', `A message of ${this.#length} bytes is longer than is taken.`);
      if (this.#have < this.#length) return whole;
      whole.push(this.#take(this.#length));
      this.#length = undefined;
    }
  }

  #take(length: number): Buffer {
    // Not from Node's pool: arrays in a message are views of this memory, and a pool holds other messages too.
    const taken = Buffer.allocUnsafeSlow(length);
    let at = 0;
    let used = 0;
    while (at < length) {
      const part = this.#parts[used] ?? Buffer.alloc(0);
      const copied = part.copy(taken, at, 0, length - at);
      at += copied;
      if (copied === part.length) used += 1;
      else this.#parts[used] = part.subarray(copied);
    }
    this.#parts = this.#parts.slice(used);
    this.#have -= length;
    return taken;
  }
}
