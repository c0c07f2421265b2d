import { expect, test } from 'vitest';
import { pictureFiles } from '../../../../src/renderer/lib/dropped-files.ts';

test('of what is dropped, pictures are taken along, those too that will be refused with a reason', () => {
  const names = ['a.jpg', 'b.JFIF', 'c.heic', 'd.NEF', 'e.czi', 'notes.txt', 'Thumbs.db', '._a.jpg'];
  const files = [...names.map((name) => new File([], name)), new File([], 'odd', { type: 'image/x-odd' })];
  const dropped = pictureFiles({ files } as unknown as DataTransfer);
  expect(dropped.map(({ name }) => name)).toEqual(['a.jpg', 'b.JFIF', 'c.heic', 'd.NEF', 'e.czi', 'odd']);
  expect(pictureFiles(null)).toEqual([]);
});
