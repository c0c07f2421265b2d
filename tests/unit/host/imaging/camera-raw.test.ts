import { describe, expect, test } from 'vitest';
import { openPhoto } from '#host/imaging/decode.ts';
import { refusal } from '../../../support/errors.ts';
import { photoFixture } from '../../../support/photo-fixtures.ts';

describe('a camera raw photo', () => {
  const opened = async (bytes: Uint8Array) =>
    (await refusal('photo-unreadable', () => openPhoto(bytes))).message;

  test.each([
    ['nikon.tif', 'NIKON CORPORATION'],
    ['dng.tif', 'DNG'],
  ])('is not mistaken for its preview: %s', async (name, format) => {
    expect(await opened(photoFixture(name))).toBe(
      `it is a camera raw photo (${format}); save it as TIFF or JPEG with the camera’s program`,
    );
  });

  test.each([
    ['Canon CR2', 'II*\0\x10\0\0\0CR\x02\0'],
    ['Canon CR3', '\0\0\0\x18ftypcrx \0\0\0\x01'],
    ['Fujifilm RAF', 'FUJIFILMCCD-RAW 0201'],
    ['Olympus ORF', 'IIRO\x08\0\0\0'],
    ['Panasonic RW2', 'IIU\0\x08\0\0\0'],
  ])('is known by how its file begins: %s', async (format, beginning) => {
    expect(await opened(Buffer.concat([Buffer.from(beginning, 'latin1'), Buffer.alloc(64)]))).toContain(
      format,
    );
  });
});
