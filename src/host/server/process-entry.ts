/**
 * The process that owns the lab. Started by the window's main process or by a test; it lives as long as its parent.
 */
import { createHost } from './host.ts';
import { parentProcessPort, utilityProcessPort } from '#host/processes/child-port.ts';
import { writeAs } from '#shared/written.ts';
import { serveHost } from './serve.ts';

// Reports are written as the person's system writes numbers and dates.
writeAs(process.env.STRANDLINE_LOCALE ?? '');
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
