import { expect, test } from 'vitest';
import {
  bagTags,
  hashOfTag,
  isBagDeclaration,
  readBagManifest,
  tagFilesOf,
} from '#host/catalogue/merge/bag.ts';

const payload = [
  { name: 'data/a.txt', bytes: 3, sha256: 'a'.repeat(64) },
  { name: 'data/b c.txt', bytes: 4, sha256: 'b'.repeat(64) },
];

test('a bag says what is in it, with checksums of what says so', () => {
  const tags = tagFilesOf(payload, { 'External-Description': 'Lab\nof many lines' });
  expect(tags.get(bagTags.info)).toBe('External-Description: Lab of many lines\nPayload-Oxum: 7.2\n');
  expect(isBagDeclaration(tags.get(bagTags.declaration) ?? '')).toBe(true);
  expect([...(readBagManifest(tags.get(bagTags.manifest) ?? '') ?? [])]).toEqual(
    payload.map(({ name, sha256 }) => [name, sha256]),
  );
  const ofTags = readBagManifest(tags.get(bagTags.tagManifest) ?? '') ?? new Map<string, string>();
  expect([...ofTags.keys()]).toEqual([bagTags.declaration, bagTags.info, bagTags.manifest]);
  for (const [name, sha256] of ofTags) expect(hashOfTag(tags.get(name) ?? '')).toBe(sha256);
});

test('lists that other programs write are read: capitals, tabs, stars, line ends of Windows', () => {
  expect(readBagManifest(`${'A'.repeat(64)}\t*data/a.txt\r\n\r\n`)?.get('data/a.txt')).toBe('a'.repeat(64));
});

test.each([
  ['no checksum', 'data/a.txt\n'],
  ['a short one', `${'a'.repeat(63)}  data/a.txt\n`],
  ['no name', `${'a'.repeat(64)}  \n`],
  ['a name twice', `${'a'.repeat(64)}  data/a.txt\n`.repeat(2)],
])('a list with %s is none', (_what, text) => {
  expect(readBagManifest(text)).toBeUndefined();
});

test('what is no bag, or one in another alphabet, says so', () => {
  expect(isBagDeclaration('BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n')).toBe(false);
  expect(isBagDeclaration('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n')).toBe(false);
});
