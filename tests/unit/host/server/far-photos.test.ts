import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FarPhotos, pruneFarPhotos } from '#host/server/served/far-photos.ts';
import { refusal } from '../../../support/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

const bytes = new Uint8Array(1000).map((_, at) => at);
const hash = createHash('sha256').update(bytes).digest('hex');

interface Part {
  mime: string;
  length: number;
  isOriginal: boolean;
  part: Uint8Array;
}

/** A lab elsewhere that sends this file, 400 bytes at a time, or what a test makes of it. */
function photosFrom(change: (part: Part) => Part | null = (part) => part, folder = temporaryFolder()) {
  let asked = 0;
  const request = (_: string, args: unknown): Promise<unknown> => {
    asked += 1;
    const { from, size } = args as { from: number; size: string };
    const part = bytes.slice(from, from + 400);
    return Promise.resolve(
      change({ mime: 'image/png', length: 1000, isOriginal: size === 'original', part }),
    );
  };
  const photos = new FarPhotos({ folder, address: 'ssh://labpc/lab', request });
  return { photos, folder, count: () => asked };
}

test('a photo is fetched in parts, once, and is there afterwards without the other computer', async () => {
  const { photos, folder, count } = photosFrom();
  const twice = await Promise.all([photos.picture(hash, 'original'), photos.picture(hash, 'original')]);
  expect(twice).toEqual([
    { mime: 'image/png', bytes },
    { mime: 'image/png', bytes },
  ]);
  expect(count()).toBe(3);
  const without = photosFrom(() => null, folder);
  expect(Buffer.from((await without.photos.picture(hash, 'original'))?.bytes ?? [])).toEqual(
    Buffer.from(bytes),
  );
  expect(await without.photos.picture(hash, 'thumb')).toBeNull();
  const [file = ''] = readdirSync(join(folder, 'originals', hash.slice(0, 2)));
  writeFileSync(join(folder, 'originals', hash.slice(0, 2), file), 'torn');
  expect(await without.photos.picture(hash, 'original')).toBeNull();
});

test('a rendition of one lab is never shown for another', async () => {
  const { photos, folder } = photosFrom();
  await photos.picture(hash, 'thumb');
  const request = (): Promise<unknown> => Promise.resolve(null);
  const other = new FarPhotos({ folder, address: 'ssh://other/lab', request });
  expect(await other.picture(hash, 'thumb')).toBeNull();
  expect(await photosFrom(() => null, folder).photos.picture(hash, 'thumb')).not.toBeNull();
});

test.each<[string, 'corrupt-file' | 'unsupported', (part: Part) => Part]>([
  ['other bytes', 'corrupt-file', (part) => ({ ...part, part: part.part.map((byte) => byte ^ 1) })],
  ['fewer bytes', 'corrupt-file', (part) => ({ ...part, length: 2000 })],
  ['more bytes than it says', 'corrupt-file', (part) => ({ ...part, length: 100 })],
  ['a page', 'unsupported', (part) => ({ ...part, mime: 'text/html' })],
  ['an SVG', 'unsupported', (part) => ({ ...part, mime: 'image/svg+xml' })],
  ['no end of bytes', 'unsupported', (part) => ({ ...part, length: 1e12 })],
])('%s in place of a photo is refused and not kept', async (_title, code, change) => {
  const { photos, folder } = photosFrom(change);
  await refusal(code, () => photos.picture(hash, 'original'));
  expect(readdirSync(folder)).toEqual([]);
});

test('what was not looked at for longest makes room', async () => {
  const { photos, folder } = photosFrom();
  await photos.picture(hash, 'original');
  await new Promise((resolve) => setTimeout(resolve, 15));
  await photos.picture(hash, 'thumb');
  await pruneFarPhotos(folder, 1500);
  const left = readdirSync(folder, { recursive: true }).map(String);
  expect(left.filter((name) => name.endsWith('.png'))).toEqual([expect.stringContaining('thumb')]);
});
