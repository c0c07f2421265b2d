import { isCameraName } from './camera-names.ts';
import { baseName, byName } from './file-names.ts';

/** What the name of a photo says: which sample it shows, and which of its photos it is. */
export interface NameReading {
  readonly stem: string;
  /** Null: the sample's name alone, as in `A1.jpg` beside `A1_2.jpg`. */
  readonly index: number | null;
}

/** Words between a sample's name and the number of a photo of it. */
const viewWords =
  'angle|view|winkel|ansicht|bild|foto|photo|pic|picture|img|image|vue|imagen|vista|side|seite|pos|shot|frame|rot';

/** `S3-angle-10`, `A1_01`; `JAR-7 (2)` as Windows numbers; `A1b`, `A1_b`. */
const forms = [
  new RegExp(
    `^(?<stem>.*?[\\p{L}\\p{N})\\]])(?<between>[ _.#-]+(?:(?:${viewWords})[ _.#-]*)?)(?<index>\\d{1,4})$`,
    'iu',
  ),
  /^(?<stem>.+?)(?<between> ?)\((?<index>\d{1,3})\)$/u,
  /^(?<stem>.*\d)(?<between>[ _.-]?)(?<index>[a-z])$/iu,
] as const;

/** The separator of a name and a photo's number, and what it parts. */
interface Parted extends NameReading {
  readonly index: number;
  /** How the two are put together, as a pattern that a person can read and change. */
  readonly pattern: string;
}

function parted(base: string): Parted | undefined {
  for (const [form, expression] of forms.entries()) {
    const { stem, between = '', index = '' } = expression.exec(base)?.groups ?? {};
    if (stem === undefined || isCameraName(base) || isCameraName(stem)) continue;
    const written = form === 1 ? '({n})' : '{n}';
    return {
      stem: stem.trim(),
      index: form === 2 ? letterNumber(index) : Number(index),
      pattern: `{sample}${between}${written}`,
    };
  }
  return undefined;
}

function letterNumber(letter: string): number {
  return letter.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0) + 1;
}

/** More photos of one sample than this are more likely the photos of a class, or of a day. */
const mostAngles = 36;

/**
 * Reads the names of a folder's photos, each by the way of numbering that the folder's other names bear out: `JAR-7` is a
 * sample's name where only `JAR` would be left, and a photo's number 7 where `JAR-7` stands beside other samples' 7.
 *
 * @param files in any order. @returns a reading of each file whose name says something, and the patterns that were found.
 */
export function readNames(files: readonly string[]): {
  readings: ReadonlyMap<string, NameReading>;
  patterns: readonly string[];
} {
  const tail = commonTail(files.map(baseName));
  const bases = files.map((file) => [file, withoutTail(baseName(file), tail)] as const);
  const found = bases.flatMap(([file, base]) => {
    const parts = parted(base);
    return parts === undefined ? [] : [{ file, ...parts }];
  });
  const bare = Map.groupBy(bases, ([, base]) => folded(base));
  const borneOut = [...Map.groupBy(found, ({ pattern }) => pattern.toLowerCase()).values()].filter((names) =>
    isBorneOut(names, (stem) => bare.has(folded(stem))),
  );
  const readings = new Map<string, NameReading>(
    borneOut.flat().map(({ file, stem, index }) => [file, { stem, index }]),
  );
  for (const { stem } of borneOut.flat())
    for (const [file] of bare.get(folded(stem)) ?? []) readings.set(file, { stem, index: null });
  const patterns = borneOut.map(([first]) => `${first?.pattern ?? ''}${tail}`);
  return { readings, patterns: [...new Set(patterns)].toSorted(byName) };
}

/** Names that differ in capitals or in how their accents are written are one name. */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Whether the numbers behind one separator count photos of samples: they begin anew for each, and the rest names one.
 *
 * @param isBare whether there is a photo of that name without a number.
 */
function isBorneOut(found: readonly Parted[], isBare: (stem: string) => boolean): boolean {
  const samples = [...Map.groupBy(found, ({ stem }) => folded(stem)).values()].map((photos) =>
    sampleOf(photos, isBare),
  );
  const several = samples.filter(({ photos }) => photos > 1);
  const [only] = samples;
  if (only === undefined || several.length === 0) return false;
  if (samples.length === 1) return isWholeSample(only);
  const photos = samples.reduce((sum, sample) => sum + sample.photos, 0);
  return (
    most(samples, ({ stem }) => /\d/.test(stem) || stem.length <= longestLetters) &&
    most(several, isOneSample) &&
    several.reduce((sum, sample) => sum + sample.photos, 0) * 2 >= photos
  );
}

/** A word as a name is more likely a class, a beach or a person; a letter or two can be a jar. */
const longestLetters = 2;

interface NamedSample {
  readonly stem: string;
  readonly photos: number;
  /** The least number of a photo. */
  readonly from: number;
}

function sampleOf(found: readonly Parted[], isBare: (stem: string) => boolean): NamedSample {
  const stem = found[0]?.stem ?? '';
  const bare = isBare(stem);
  return {
    stem,
    photos: found.length + (bare ? 1 : 0),
    from: bare ? 1 : Math.min(...found.map(({ index }) => index)),
  };
}

function isOneSample({ photos, from }: NamedSample): boolean {
  return from <= 1 && photos <= mostAngles;
}

/** Where there is no other sample to compare with, its name must be one beyond doubt. */
function isWholeSample(only: NamedSample): boolean {
  return isOneSample(only) && /\d/.test(only.stem) && !isYear(only.stem);
}

function isYear(stem: string): boolean {
  return /^(?:19|20)\d{2}$/.test(stem);
}

/** Nearly all: a few odd names do not change what the others say. */
function most<T>(things: readonly T[], holds: (thing: T) => boolean): boolean {
  return things.filter(holds).length >= things.length * 0.7;
}

/** What stands behind the number in every name, such as `_4x`; '' where nothing does. */
function commonTail(bases: readonly string[]): string {
  const [first = '', ...others] = bases.filter((base) => !isCameraName(base));
  if (others.length === 0) return '';
  let length = 0;
  while (length < first.length && others.every((base) => base.at(-length - 1) === first.at(-length - 1)))
    length += 1;
  const shared = length === 0 ? '' : first.slice(-length);
  const tail = /[ _.-](?=.*\p{L})[^()]*$/u.exec(shared)?.[0] ?? '';
  return new RegExp(`^[ _.-]?(?:${viewWords})?[ _.-]?\\d*$`, 'iu').test(tail) ? '' : tail;
}

function withoutTail(base: string, tail: string): string {
  return base.endsWith(tail) ? base.slice(0, base.length - tail.length) : base;
}

const placeholders = { sample: '{sample}', n: '{n}', any: '*' } as const;
const mostPlaceholders = 4;

/** What is wrong with a pattern that a person wrote, if anything. */
export function patternProblem(pattern: string): string | undefined {
  const samples = pattern.split(placeholders.sample).length - 1;
  if (samples !== 1)
    return `“${pattern}” must have {sample} once, such as {sample}_{n}: there the name of the sample stands.`;
  const others = pattern.replace(placeholders.sample, '').split(/\{n\}|\*/).length - 1;
  return others >= mostPlaceholders ? `“${pattern}” has too many of {n} and *.` : undefined;
}

/**
 * The reader of names by a pattern: `{sample}` is the sample's name, `{n}` the photo's number or letter, `*` anything; all
 * else stands for itself, whether written in capitals or not.
 */
export function readerOf(pattern: string): (file: string) => NameReading | undefined {
  const parts = pattern.split(/(\{sample\}|\{n\}|\*)/);
  let numbered = false;
  const source = parts.map((part) => {
    if (part === placeholders.sample) return '(?<stem>.+?)';
    if (part === placeholders.any) return '.*';
    if (part !== placeholders.n)
      return part.normalize('NFC').replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    const name = numbered ? '' : '?<index>';
    numbered = true;
    return `(${name}\\d+|\\p{L})`;
  });
  const expression = new RegExp(`^${source.join('')}$`, 'iu');
  return (file) => {
    const { stem, index } = expression.exec(baseName(file).normalize('NFC'))?.groups ?? {};
    if (stem === undefined || stem.trim() === '') return undefined;
    return {
      stem: stem.trim(),
      index: index === undefined ? null : /\d/.test(index) ? Number(index) : letterNumber(index),
    };
  };
}
