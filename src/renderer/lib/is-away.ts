import { toWireError } from '#shared/errors.ts';

/** Whether a call was refused since nobody has the lab just now: a link is lost, or the lab's process starts again. */
export function isAway(error: unknown): boolean {
  return toWireError(error).code === 'host-gone';
}
