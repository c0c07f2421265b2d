import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { linkBySsh } from '#host/server/served/link.ts';
import { StrandlineError } from '#shared/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

const address = { user: undefined, host: 'labpc', port: undefined, path: '/srv/bay' };

test.skipIf(process.platform === 'win32')(
  'an attempt to reach a computer that says nothing is ended at once, and its ssh with it',
  async () => {
    const folder = temporaryFolder();
    const [ssh, pid] = [join(folder, 'ssh'), join(folder, 'pid')];
    writeFileSync(ssh, `#!/bin/sh\necho $$ > "${pid}"\nexec sleep 60\n`);
    chmodSync(ssh, 0o755);
    vi.stubEnv('STRANDLINE_SSH', ssh);
    const reaching = new AbortController();
    const link = linkBySsh(address, { silent: true, signal: reaching.signal });
    await vi.waitFor(() => expect(existsSync(pid) && readFileSync(pid, 'utf8').trim()).toBeTruthy());
    const reason = new StrandlineError('cancelled', 'It is not waited for.');
    reaching.abort(reason);
    await expect(link).rejects.toBe(reason);
    const child = Number(readFileSync(pid, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow());
    await expect(linkBySsh(address, { silent: true, signal: reaching.signal })).rejects.toBe(reason);
    vi.unstubAllEnvs();
  },
);
