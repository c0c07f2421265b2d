import { createHash } from 'node:crypto';

/*
 * A bag is a folder of files with lists of their checksums, in the layout of BagIt 1.0 (RFC 8493,
 * https://www.rfc-editor.org/rfc/rfc8493): archives and libraries have programs that verify one.
 */

/** A file of the payload. */
export interface BagFile {
  /** Below the bag, with forward slashes: `data/photos/ab/cd.jpg`. No line breaks and no per cent signs. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The files of a bag besides its payload. */
export const bagTags = {
  declaration: 'bagit.txt',
  info: 'bag-info.txt',
  manifest: 'manifest-sha256.txt',
  tagManifest: 'tagmanifest-sha256.txt',
} as const;

const declaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/**
 * The files that make a bag of a payload.
 *
 * @param info what is said of it, by the labels of RFC 8493, 2.2.2.
 * @returns their texts by their names.
 */
export function tagFilesOf(
  payload: readonly BagFile[],
  info: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const octets = payload.reduce((sum, { bytes }) => sum + bytes, 0);
  const told = Object.entries({ ...info, 'Payload-Oxum': `${octets}.${payload.length}` });
  const tags = new Map<string, string>([
    [bagTags.declaration, declaration],
    [bagTags.info, told.map(([label, value]) => `${label}: ${value.replaceAll(/\s+/gu, ' ')}\n`).join('')],
    [bagTags.manifest, listed(payload.map(({ name, sha256 }) => [name, sha256]))],
  ]);
  const hashes = [...tags].map(([name, text]): [string, string] => [name, hashOfTag(text)]);
  return tags.set(bagTags.tagManifest, listed(hashes));
}

/** Whether it says that this is a bag of the version that is written here; older ones differ in nothing that is read. */
export function isBagDeclaration(text: string): boolean {
  return /^BagIt-Version: (?:1\.0|0\.97)\r?\nTag-File-Character-Encoding: UTF-8\s*$/u.test(text);
}

/**
 * Reads a list of checksums.
 *
 * @returns SHA-256 in lower case by the file's name; undefined where a line is none of such a list, or a name is in it twice.
 */
export function readBagManifest(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/u)) {
    if (line === '') continue;
    const [, sha256, name] = /^([0-9a-fA-F]{64})[ \t]+\*?(\S.*)$/u.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || found.has(name)) return undefined;
    found.set(name, sha256.toLowerCase());
  }
  return found;
}

/** What the tag manifest says of a tag file of this text. */
export function hashOfTag(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function listed(hashes: readonly (readonly [name: string, sha256: string])[]): string {
  return hashes.map(([name, sha256]) => `${sha256}  ${name}\n`).join('');
}
