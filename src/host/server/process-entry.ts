/**
 * The process that owns the lab. Started by the window's main process or by a test; it lives as long as its parent.
 */
import { createHost } from './host.ts';
import { parentProcessPort, utilityProcessPort } from '#host/processes/child-port.ts';
import { serveHost } from './serve.ts';

const port = utilityProcessPort() ?? parentProcessPort();
const host = createHost();
serveHost(host, port);

function end(): void {
  void host.close().finally(() => process.exit(0));
}
port.onClose(end);
process.once('SIGTERM', end);
// A console's Ctrl-C reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => undefined);
