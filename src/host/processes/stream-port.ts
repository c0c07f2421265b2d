import type { Readable, Writable } from 'node:stream';
import { serialize } from 'node:v8';
import { StrandlineError } from '#shared/errors.ts';
import { FrameReader, frameHead } from './frames.ts';
import { readPlainValue } from './plain-value.ts';
import type { Port } from './port.ts';

const mebibyte = 1024 ** 2;
/** The longest message; a list of two million ids has 8 MiB, a frame of the bench in 4K 25. */
const longest = 128 * mebibyte;
/** Bytes that wait to be taken before the other end counts as gone. */
const mostWaiting = 4 * longest;

interface StreamPort extends Port {
  /** Ends both streams; whoever listens hears the reason. */
  close(reason: string): void;
}

/**
 * A port over bytes: a pipe, a socket, the channel of an ssh. Each message is its length in four bytes, little-endian, and
 * what `v8.serialize` makes of it. The other end is not trusted: what is too long, torn or no message ends the port.
 *
 * @param options.most bytes of the longest message, either way. Default: 128 MiB.
 */
export function streamPort(input: Readable, output: Writable, { most = longest } = {}): StreamPort {
  const frames = new FrameReader(most);
  const listeners: ((message: unknown) => void)[] = [];
  const closed = Promise.withResolvers<string>();
  let isClosed = false;

  function close(reason: string): void {
    if (isClosed) return;
    isClosed = true;
    input.off('data', take);
    // What comes after the end is of no interest, but has to be taken for the streams to end.
    input.resume();
    output.end();
    closed.resolve(reason);
  }
  function take(chunk: Buffer): void {
    try {
      for (const frame of frames.push(chunk)) {
        const message = readPlainValue(frame);
        for (const listener of listeners) if (!isClosed) listener(message);
      }
    } catch (error) {
      close(error instanceof Error ? error.message : String(error));
    }
  }
  const ended = (): void =>
    close(frames.isInside ? 'the link broke in the middle of a message' : 'the link was closed');
  for (const event of ['end', 'close']) input.once(event, ended);
  for (const stream of [input, output]) stream.on('error', (error) => close(error.message));

  return {
    post(message) {
      if (isClosed) return;
      const bytes = serialize(message);
      if (bytes.length > most)
        throw new StrandlineError(
          'too-large',
          `This is too much for one message (${Math.ceil(bytes.length / mebibyte)} MiB; at most ${Math.floor(most / mebibyte)}).`,
        );
      if (output.writableLength > mostWaiting) {
        close('the other end takes nothing any more');
        return;
      }
      output.write(frameHead(bytes.length));
      output.write(bytes);
    },
    onMessage: (listener) => {
      listeners.push(listener);
      // A stream that a hello was read from is paused, and a listener alone would not wake it.
      if (listeners.length === 1) input.on('data', take).resume();
    },
    onClose: (listener) => void closed.promise.then(listener),
    close,
  };
}
