import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';

/**
 * A folder for features on this computer's own disk. The lab's own cache is a SQLite file in WAL mode, whose shared memory no
 * network file system has (https://sqlite.org/wal.html).
 *
 * @param asked a folder of the person's choice; default: that of the job, or of temporary files, with the user's id in its name.
 * @throws StrandlineError `no-permission` where a folder for all has it already and it is another user's.
 */
export function nodeCache(asked: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const { uid } = userInfo();
  const folder =
    asked === undefined
      ? join(env.SLURM_TMPDIR ?? env.TMPDIR ?? tmpdir(), `strandline-cache-${uid}`)
      : resolve(asked);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw explained(error, folder);
  }
  const found = lstatSync(folder);
  if (asked === undefined && uid !== -1 && (!found.isDirectory() || found.uid !== uid))
    throw new StrandlineError(
      'no-permission',
      `${folder} is somebody else's; name another folder by --cache.`,
    );
  return folder;
}
