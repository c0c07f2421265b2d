import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** How often a growing file is looked at, and for how many looks it must stay the same. */
const everyMs = 250;
const sameLooks = 3;

/**
 * Waits until a file is no longer being written: other programs save large photos piece by piece.
 *
 * @returns false where the file is gone, or nobody waits for it any more.
 */
export async function settled(path: string, signal: AbortSignal): Promise<boolean> {
  let last = '';
  let looks = 0;
  while (!signal.aborted) {
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) return false;
    const now = `${facts.size} ${facts.mtimeMs}`;
    looks = now === last && facts.size > 0 ? looks + 1 : 0;
    if (looks >= sameLooks) return true;
    last = now;
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
