import sharp from 'sharp';
import { inspectPhoto } from '#host/catalogue/import/read-photo.ts';
import { randomPhoto } from '../../../tests/support/photos.ts';
import { mutated } from '../mutate.ts';
import { type OpenTarget, isSlip } from '../target.ts';
import { fixtureFiles } from './seeds.ts';

/** Photos of every kind, as an import looks at them. */
export const images: OpenTarget = async () => {
  const photo = await randomPhoto(7);
  const seeds = [
    ...fixtureFiles('photos', ['.tif', '.heic', '.avif']),
    photo,
    await sharp(photo).jpeg({ progressive: true }).withMetadata({ orientation: 6, density: 72 }).toBuffer(),
    await sharp(photo).png({ progressive: true }).toBuffer(),
    await sharp(photo).png({ palette: true }).toBuffer(),
    await sharp(photo).webp({ lossless: true }).toBuffer(),
    await sharp(photo).gif().toBuffer(),
    await sharp(photo).tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    bmp(),
  ];
  return {
    attempt: async (random) => {
      const input = mutated(random, seeds);
      const read = await inspectPhoto(input, 'photo.jpg');
      return 'leftOut' in read && isSlip(read.leftOut) ? { what: read.leftOut, input } : undefined;
    },
  };
};

/** 24 bits, 10 x 10. */
function bmp(): Uint8Array {
  const bytes = Buffer.alloc(54 + 32 * 10);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(10, 18);
  bytes.writeInt32LE(10, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
