import sharp, { type Sharp } from 'sharp';

/** Longest side of the stored renditions, in pixels. */
export const renditionSide = { thumb: 256, preview: 1280 } as const;
export type RenditionSize = keyof typeof renditionSide;

/** A smaller picture, as WebP bytes and, for fingerprints, as greyscale. */
export async function makeRendition(pixels: Sharp, size: RenditionSize): Promise<Buffer> {
  return shrunk(pixels, size).webp(webpOptions).toBuffer();
}

/** Thumbnail and fingerprint from one decoding of the photo. */
export async function makeThumbnail(pixels: Sharp): Promise<{ thumb: Buffer; fingerprint: string }> {
  const { data, info } = await shrunk(pixels, 'thumb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const decoded = { raw: { width: info.width, height: info.height, channels: info.channels } };
  const [thumb, grey] = await Promise.all([
    sharp(data, decoded).webp(webpOptions).toBuffer(),
    sharp(data, decoded)
      .resize(fingerprintWidth, fingerprintHeight, { fit: 'fill' })
      .greyscale()
      .raw()
      .toBuffer(),
  ]);
  return { thumb, fingerprint: differenceHash(grey) };
}

/** Effort 0: WebP's slower modes cost more than decoding the photo and save a few per cent of a small file. */
const webpOptions = { quality: 80, effort: 0 } as const;

function shrunk(pixels: Sharp, size: RenditionSize): Sharp {
  const side = renditionSide[size];
  return pixels.resize(side, side, { fit: 'inside', withoutEnlargement: true });
}

const fingerprintWidth = 9;
const fingerprintHeight = 8;

/**
 * The 64-bit difference hash (dHash; N. Krawetz, "Kind of Like That", 2013): one bit per horizontal neighbour pair, set
 * where it gets brighter. Written here since it must work on pixels that are decoded already.
 *
 * @param grey 9 x 8 bytes, row by row.
 * @returns 16 hex digits.
 */
export function differenceHash(grey: Uint8Array): string {
  let bits = 0n;
  for (let row = 0; row < fingerprintHeight; row += 1) {
    for (let column = 0; column + 1 < fingerprintWidth; column += 1) {
      const at = row * fingerprintWidth + column;
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
