import sharp, { type Metadata } from 'sharp';
import { threadPool } from '#host/processes/thread-pool.ts';
import type { DeepPhoto } from './deep-photo.ts';
import type { HeicPixels } from './heic-worker.ts';

/** Each takes some 200 MB for a phone's photo. */
const threads = 2;

let pool: ReturnType<typeof threadPool<Uint8Array, HeicPixels>> | undefined;

/** Decodes a HEIC photo, which libvips as it comes with sharp does not; in sRGB. */
export async function readHeic(bytes: Uint8Array, { icc }: Metadata): Promise<DeepPhoto> {
  pool ??= threadPool('heic-worker', { threads });
  const { data, width, height } = await pool.run(bytes);
  const raw = { width, height, channels: 4 } as const;
  if (icc === undefined || !isDisplayP3(icc)) return { range: null, pixels: () => sharp(data, { raw }) };
  // sharp has no way to say that raw pixels are in P3; of 16-bit ones it takes that for granted.
  const deep = Uint16Array.from(data, (value) => value * 257);
  const converted = await sharp(deep, { raw }).toColourspace('srgb').withIccProfile('srgb').raw().toBuffer();
  return { range: null, pixels: () => sharp(converted, { raw }) };
}

/** Whether a profile is the one of phones; its name is written in UTF-16. */
function isDisplayP3(icc: Buffer): boolean {
  return icc.toString('latin1').replaceAll('\0', '').includes('Display P3');
}
