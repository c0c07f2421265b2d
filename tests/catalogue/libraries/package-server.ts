import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import type { MadeWheel } from './made-wheel.ts';

/** What a package index does to whoever asks; may be changed while it runs. */
export interface Behaviour {
  /** Wheels that its index names. */
  wheels: readonly MadeWheel[];
  /** Ends each connection after so many bytes of a wheel. */
  cutAfter?: number;
  /** Another file is under the wheel's name. */
  instead?: Buffer;
  /** Sends whole files, whatever part is asked for. */
  ignoresRanges?: boolean;
}

/** A package index on this computer, which `STRANDLINE_PYPI` names until the test has ended. */
export async function packageServer(behaviour: Behaviour): Promise<{ readonly ranges: string[] }> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    const [, place = '', name = ''] = (request.url ?? '').split('/');
    const offered = behaviour.wheels.filter(({ pinned }) => place === 'files' || pinned.project === name);
    const wheel = offered.find(({ pinned }) => pinned.file === name);
    if (place === 'simple') {
      if (offered.length === 0) return void response.writeHead(404).end();
      const links = offered.map(
        ({ pinned }) => `<a href="../../files/${pinned.file}#sha256=0&amp;x">${pinned.file}</a>`,
      );
      return void response.end(`<!DOCTYPE html><html><body>${links.join('<br>')}</body></html>`);
    }
    if (wheel === undefined) return void response.writeHead(404).end();
    const bytes = behaviour.instead ?? wheel.bytes;
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    ranges.push(`${from}-${to}`);
    if (behaviour.ignoresRanges === true) return void response.end(bytes);
    const part = bytes.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${to}/${bytes.length}`,
    });
    if (behaviour.cutAfter === undefined || part.length <= behaviour.cutAfter) return void response.end(part);
    response.write(part.subarray(0, behaviour.cutAfter), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('STRANDLINE_PYPI', `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return { ranges };
}
