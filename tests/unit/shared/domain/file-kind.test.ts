import { describe, expect, test } from 'vitest';
import { isLitter, kindOfFile } from '#shared/domain/file-kind.ts';

describe('a file, by its name', () => {
  test.each([
    'a.jpg',
    'a.JPEG',
    'scan.jfif',
    'B.JPE',
    'c.jif',
    'c.pjpeg',
    'd.Tiff',
    'e.f.png',
    'g.webp',
    'h.bmp',
    'i.HEIC',
    'j.heif',
    'k.hif',
    'l.avif',
  ])('%s is a photo', (name) => {
    expect(kindOfFile(name)).toEqual({ kind: 'photo' });
  });

  test.each([
    ['DSC_0001.NEF', 'Nikon NEF'],
    ['img.cr2', 'Canon CR2'],
    ['img.CR3', 'Canon CR3'],
    ['phone.dng', 'DNG'],
  ])('%s is a camera raw photo, with a way out', (name, format) => {
    expect(kindOfFile(name)).toEqual({
      kind: 'other',
      reason: `it is a camera raw photo (${format}); save it as TIFF or JPEG with the camera’s program`,
    });
  });

  test('a microscope’s own file can be exported', () => {
    expect(kindOfFile('slide.czi')).toMatchObject({
      kind: 'other',
      reason: expect.stringContaining('export it as TIFF') as string,
    });
  });

  test.each(['notes.txt', 'jpg', 'photo', 'a.jpg.txt', 'x.constructor', 'toString'])(
    '%s is no photo',
    (name) => {
      expect(kindOfFile(name)).toEqual({ kind: 'other', reason: 'it is no photo' });
    },
  );

  test.each([
    '@eaDir',
    '.DS_Store',
    '._photo.jpg',
    'Thumbs.db',
    '$RECYCLE.BIN',
    'System Volume Information',
    '__MACOSX',
  ])('%s is litter', (name) => {
    expect(isLitter(name)).toBe(true);
    expect(kindOfFile(name)).toEqual({ kind: 'litter' });
  });

  test('a folder’s own name is none', () => {
    expect(['plastic', 'eadir', 'Fibre'].map(isLitter)).toEqual([false, false, false]);
  });
});
