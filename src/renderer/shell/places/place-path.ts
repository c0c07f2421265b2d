/** One folder of a path, and where it is. */
export interface Crumb {
  readonly name: string;
  readonly path: string;
}

/** The folders that a path leads through, the root first. @param path absolute, without `.` and `..`. */
export function crumbsOf(path: string): Crumb[] {
  const names = path.split('/').filter((name) => name !== '');
  return [
    { name: '/', path: '/' },
    ...names.map((name, at) => ({ name, path: `/${names.slice(0, at + 1).join('/')}` })),
  ];
}

export function within(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** What a person wrote as a path rather than as a part of a name: from the root, or from home; undefined where it is no path. */
export function pathWritten(text: string): string | undefined {
  const path = text.trim().replace(/^there:/, '');
  return path === '~' || path.startsWith('/') || path.startsWith('~/') ? path : undefined;
}
