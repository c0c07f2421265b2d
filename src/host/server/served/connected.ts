import { type Socket, createConnection } from 'node:net';

/** A connection to a socket's file; undefined where nobody listens there. */
export function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const link = createConnection(path);
    link.once('connect', () => resolve(link));
    link.once('error', () => resolve(undefined));
  });
}
