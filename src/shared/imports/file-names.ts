import { photoExtensions } from '../domain/photo-extensions.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** Order of file names: numbers within them count as numbers, so that `angle-10` comes after `angle-9`. */
export function byName(a: string, b: string): number {
  // `A1` and `A01` are alike to the collator; the order must not hang on how they came.
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The name of a file without its folders and its ending. */
export function baseName(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** What stands behind the last dot of a file's name, in small letters. */
export function endingOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** Whether a file's name is that of a photo. */
export function isPhotoName(file: string): boolean {
  return photoExtensions.includes(endingOf(file));
}

/** The folder that all files are in, by their paths on either kind of computer. */
export function folderAround(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.split(/(?<=[/\\])/).slice(0, -1));
  const shared = first.findIndex((part, index) => others.some((parts) => parts[index] !== part));
  const parts = shared === -1 ? first : first.slice(0, shared);
  const folder = parts.join('');
  return folder.length > 1 && !/^[A-Za-z]:[/\\]$/.test(folder) ? folder.replace(/[/\\]$/, '') : folder;
}
