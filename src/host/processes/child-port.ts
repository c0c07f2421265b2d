import type { ChildProcess } from 'node:child_process';
import { exitReason } from './exit-reason.ts';
import type { Port } from './port.ts';

/** The parent's end of a forked host process. */
export function childProcessPort(child: ChildProcess): Port {
  return {
    post: (message) => {
      // A child that has just ended cannot be written to; its 'exit' tells the story.
      if (child.connected) child.send(message as object);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      child.once('exit', (code, signal) => listener(exitReason(code, signal)));
      // What could not be started never exits.
      if (child.pid === undefined) child.once('error', (error) => listener(error.message));
    },
  };
}

/** The host's own end, where it was forked by plain Node. */
export function parentProcessPort(): Port {
  return {
    post: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', () => listener('the window has gone')),
  };
}

/** What Electron gives a utility process as `process.parentPort`; named here so that the host needs no Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The host's own end in an Electron utility process, or undefined elsewhere. */
export function utilityProcessPort(): Port | undefined {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort === undefined) return undefined;
  return {
    post: (message) => parentPort.postMessage(message),
    onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
    // Electron ends a utility process together with its parent.
    onClose: () => undefined,
  };
}
