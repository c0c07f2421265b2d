import { printable } from './printable.ts';

/** Stands before a path of the computer that has the lab, where that is another one. */
const mark = 'there:';
const longest = 4000;

/** Whether a path names a place of the computer that has the lab, whichever that is: `there:/srv/photos`. */
export function isThere(path: string): boolean {
  return path.startsWith(mark);
}

/** How a path of the lab's computer is named elsewhere. @param path absolute, with forward slashes. */
export function thereName(path: string): string {
  return mark + path;
}

/**
 * The path that a name means on the lab's computer, without `.` and `..`: `/srv/photos` of `there:/srv/x/../photos`, or one below
 * the account's home, `~/photos`. Undefined where it is no absolute path, or has a name in it that cannot be shown.
 */
export function placeNamed(name: string): string | undefined {
  const path = isThere(name) ? name.slice(mark.length) : '';
  const root = path === '~' || path.startsWith('~/') ? '~' : '';
  if (path.length > longest || path !== printable(path) || (root === '' && !path.startsWith('/')))
    return undefined;
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '..' && parts.pop() === undefined && root !== '') return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return root === '' || parts.length > 0 ? `${root}/${parts.join('/')}` : root;
}

/** The folder around a place; the root has none around it. @param path absolute. */
export function around(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
