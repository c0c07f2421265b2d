import { describe, expect, test } from 'vitest';
import { decodeText } from '#host/lib/decode-text.ts';

const text = '{"Öl": "5 µm – grün"}';
const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);

function utf16(written: string, { mark, big }: { mark: boolean; big: boolean }): Buffer {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${written}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
}

describe('text of a file is read in the encoding that it was saved in', () => {
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.concat([utf8Mark, Buffer.from(text)])],
    ['UTF-16 LE with a mark', utf16(text, { mark: true, big: false })],
    ['UTF-16 BE with a mark', utf16(text, { mark: true, big: true })],
    ['UTF-16 LE', utf16(text, { mark: false, big: false })],
    ['UTF-16 BE', utf16(text, { mark: false, big: true })],
  ])('%s', (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  test('Windows-1252, with its euro sign and its quotes', () => {
    expect(decodeText(Buffer.from([0x80, 0x20, 0x93, 0xd6, 0x6c, 0x94]))).toBe('€ “Öl”');
  });

  test('nothing is nothing', () => {
    expect(decodeText(Buffer.alloc(0))).toBe('');
    expect(decodeText(utf8Mark)).toBe('');
  });
});
