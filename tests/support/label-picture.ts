import encodeQR from 'qr';
import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../src/renderer/catalogue/scan/read-code.ts';

/** A label's code as printed, with `border` white modules around it. */
export function printedCode(text: string, border: number, side: number): Sharp {
  return sharp(Buffer.from(encodeQR(text, 'svg', { ecc: 'medium', border })))
    .resize(side, side)
    .flatten({ background: '#ffffff' });
}

/** A camera's picture of a label: its code as printed, turned, a little out of focus, on a grey table. */
export async function pictureOf(text: string, { turn = 0, blur = 0, side = 180 } = {}): Promise<Picture> {
  const printed = await printedCode(text, 4, side).png().toBuffer();
  const code = await sharp(printed).rotate(turn, { background: '#ffffff' }).png().toBuffer();
  const table = { create: { width: 640, height: 480, channels: 4 as const, background: '#8c9199' } };
  // A second pass: within one, sharp blurs before it lays pictures over each other.
  const flat = await sharp(table)
    .composite([{ input: code, left: 210, top: 90 }])
    .png()
    .toBuffer();
  const image = blur > 0 ? sharp(flat).blur(blur) : sharp(flat);
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
