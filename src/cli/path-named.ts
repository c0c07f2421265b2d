import { resolve } from 'node:path';
import { isThere } from '#shared/domain/place-there.ts';

/** A path as it was typed: absolute where it is one of this computer; `there:/folder` is one of the computer that has the lab. */
export function pathNamed(text: string): string {
  return isThere(text) ? text : resolve(text);
}
