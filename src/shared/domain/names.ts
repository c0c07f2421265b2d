/** What has a name that a person or a folder gives it. */
export type NameKind = 'class' | 'survey' | 'site' | 'number' | 'label' | 'model';

/**
 * The longest names, in bytes of UTF-8. No file system takes more than 255 for the name of a folder. An exported tree has
 * folders `class` and `survey number (n)`.
 */
const longestBytes: Readonly<Record<NameKind, number>> = {
  class: 120,
  survey: 120,
  site: 120,
  number: 80,
  label: 160,
  model: 160,
};

/**
 * Names of devices, which Windows takes for no file or folder, whatever stands behind a dot.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const deviceName = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:\.|$)/i;

/** What Windows takes in no name of a file; the slashes part folders. */
const notInFiles = /[<>:"/\\|?*]/;

/** No file system takes longer names, in bytes of UTF-8. */
const longestFileName = 255;

/**
 * Whether a text is the name of one file or folder on Windows, macOS and Linux alike, and is what it looks like. Names that
 * come from elsewhere are held against it before they become a part of a path.
 */
export function isFileName(name: string): boolean {
  return (
    name !== '' &&
    name === name.trim() &&
    !name.endsWith('.') &&
    !notInFiles.test(name) &&
    name.search(unprintable) === -1 &&
    name.search(invisible) === -1 &&
    !deviceName.test(name) &&
    utf8Bytes(name) <= longestFileName
  );
}

/** Zero-width and direction characters, soft hyphens, fillers: two names that differ in them alone are twins. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Characters that have no place in one line of text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A name as it is kept: composed (NFC), without spaces around it, with single ones in it. */
export function cleanName(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replaceAll(/[\p{Zs}\t]+/gu, ' ');
}

/** @returns the sentence that says why {@link cleanName} of a text cannot be a name, or undefined where it can. */
export function nameProblem(text: string, kind: NameKind): string | undefined {
  const name = cleanName(text);
  if (name === '') return 'It must be entered.';
  if (name.search(unprintable) !== -1)
    return 'It holds a line break or another control character; write it in one line.';
  if (name.search(invisible) !== -1)
    return 'It holds a character that cannot be seen, such as a zero-width space; type it anew.';
  if (name.startsWith('.') || name.endsWith('.'))
    return 'It begins or ends with a dot, which folders of an export cannot do everywhere.';
  if (deviceName.test(name)) return `Windows keeps the name “${name}” for a device; choose another one.`;
  // Telling characters apart takes its time, and there are thousands of numbers.
  if (utf8Bytes(name) <= longestBytes[kind]) return undefined;
  const over = charactersOf(name).length - charactersOf(cut(name, longestBytes[kind])).length;
  return `It is too long for a folder of an export by ${over} ${over === 1 ? 'character' : 'characters'}.`;
}

/**
 * The nearest name to one that {@link nameProblem} refuses: a folder may be called anything.
 *
 * @returns undefined where nothing is left.
 */
export function mendedName(text: string, kind: NameKind): string | undefined {
  const seen = cleanName(text.replaceAll(invisible, '').replaceAll(unprintable, ' '));
  const undotted = cut(seen.replace(/^[. ]+/, ''), longestBytes[kind] - 1).replace(/[. ]+$/, '');
  if (undotted === '') return undefined;
  return deviceName.test(undotted) ? `_${undotted}` : undotted;
}

/** A name with something behind it that tells it from its namesakes; it gives way where both are too long together. */
export function suffixedName(name: string, suffix: string, kind: NameKind): string {
  return `${cut(name, longestBytes[kind] - utf8Bytes(suffix)).trimEnd()}${suffix}`;
}

/** As many whole characters of a name as fit. */
function cut(name: string, bytes: number): string {
  let left = bytes;
  let kept = '';
  for (const character of charactersOf(name)) {
    left -= utf8Bytes(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

const segmenter = new Intl.Segmenter('en');

/** What a person takes for one character; an accent belongs to its letter. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint < 0x80) bytes += 1;
    else if (codePoint < 0x8_00) bytes += 2;
    else bytes += codePoint < 0x1_00_00 ? 3 : 4;
  }
  return bytes;
}

/**
 * Capitals of other scripts, and the Latin ones that they look like (confusables.txt of UTS #39, Cyrillic and Greek).
 * Greek Μ is not among them: it is the capital of the micro sign, and 5 µm is not 5 mm.
 */
const others = 'АВЕЅІЈКМНОРСТУХ' + 'ΑΒΕΖΗΙΚΝΟΡΤΥΧ';
const latin = 'ABESIJKMHOPCTYX' + 'ABEZHIKNOPTYX';

/**
 * What a person sees of a name: without regard to case, width, invisible characters, to what stands between words, and to
 * which of the alphabets a letter is from. In capitals, where fewer letters of the alphabets differ.
 */
function skeleton(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(invisible, '')
    .toUpperCase()
    .replaceAll(/[\u0370-\u03FF\u0400-\u04FF]/g, (letter) => latin[others.indexOf(letter)] ?? letter)
    .replaceAll(/[\s\p{Cc}\p{Pd}_]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** Groups of names that a person could not, or would not want to, tell apart. Names that stand alone are in no group. */
export function lookAlikes(names: readonly string[]): string[][] {
  return [...Map.groupBy(new Set(names), skeleton).values()].filter((group) => group.length > 1);
}

/** Which of the names looks like this one and is another; undefined where none does. */
export function lookAlikeOf(name: string, names: readonly string[]): string | undefined {
  const wanted = skeleton(name);
  return names.find((other) => other !== name && skeleton(other) === wanted);
}
