/**
 * The process of a served lab that is started for whoever comes first: it outlives them, and ends when nobody needs it.
 */
import { toWireError } from '#shared/errors.ts';
import type { Started } from './attach.ts';
import { serveLab } from './serve-lab.ts';

const [directory = '', graceMs = ''] = process.argv.slice(2);
// The login that started it may end; the lab goes on.
process.on('SIGHUP', () => undefined);

const said: Started = await serveLab(directory, { graceMs: Number(graceMs) }).then(
  (served) => {
    process.once('SIGTERM', () => void served.close());
    void served.ended.then(() => process.exit(0));
    return { listens: true };
  },
  (error: unknown) => ({ error: toWireError(error) }),
);
process.send?.(said, () => process.disconnect());
