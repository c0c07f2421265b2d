import { utf8Bytes } from './names.ts';

/** Bytes of one part of a file that goes over a link: an edit waits behind no more than a few of them. */
export const partBytes = 128 * 1024;
/** Files that one folder may have which is sent. */
export const mostFiles = 100_000;

const deepest = 32;
const longestName = 255;
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * The parts of a relative path that another computer named, with forward slashes: each the name of a file or folder, and none
 * that leads anywhere else. Undefined where it is anything but that.
 */
export function parcelPath(text: string): readonly string[] | undefined {
  const parts = text.split('/');
  return parts.length <= deepest && parts.every(isName) ? parts : undefined;
}

function isName(part: string): boolean {
  return (
    part !== '' &&
    part !== '.' &&
    part !== '..' &&
    part.isWellFormed() &&
    !part.includes('\\') &&
    !unprintable.test(part) &&
    utf8Bytes(part) <= longestName
  );
}

/** Where something lies that goes over a link: sent (`in`) or to be fetched (`out`), as both ends name it. */
export interface ParcelPlace {
  readonly way: 'in' | 'out';
  /** 32 digits, base 16. */
  readonly key: string;
  readonly parts: readonly string[];
}

const tokenForm = /^parcel:(in|out)\/([0-9a-f]{32})((?:\/[^/]+)*)$/u;

/** Reads `parcel:in/KEY/folder/file`; undefined where a text is anything else. */
export function parcelPlace(text: string): ParcelPlace | undefined {
  const [, way, key = '', rest = ''] = tokenForm.exec(text) ?? [];
  if (way !== 'in' && way !== 'out') return undefined;
  const parts = rest === '' ? [] : parcelPath(rest.slice(1));
  return parts && { way, key, parts };
}

/** Replaces texts in a value that came as a message, however deep. Numbers and arrays of numbers are left as they are. */
export function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value))
    return typeof value[0] === 'number' ? value : value.map((one: unknown) => withTexts(one, change));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTexts(one, change)]));
}
