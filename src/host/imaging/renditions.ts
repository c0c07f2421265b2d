import sharp, { type Sharp } from 'sharp';

/** Longest side of the stored renditions, in pixels. */
export const renditionSide = { thumb: 256, preview: 1280 } as const;
export type RenditionSize = keyof typeof renditionSide;

/** A smaller picture, as WebP bytes and, for fingerprints, as greyscale. */
export async function makeRendition(pixels: Sharp, size: RenditionSize): Promise<Buffer> {
  return shrunk(pixels, size).webp(webpOptions).toBuffer();
}

/**
 * The whole picture, for what the window cannot show itself or would show otherwise. JPEG, since a WebP ends at 16,383 pixels and
 * takes several times as long; without chroma subsampling, so that a colour is that of its own pixel.
 */
export function makeFullSize(pixels: Sharp): Promise<Buffer> {
  return pixels.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** Thumbnail and fingerprint from one decoding of the photo. */
export async function makeThumbnail(pixels: Sharp): Promise<{ thumb: Buffer; fingerprint: string }> {
  const { data, info } = await shrunk(pixels, 'thumb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const thumb = await sharp(data, { raw: { width, height, channels } }).webp(webpOptions).toBuffer();
  const grey = shrunkGrey({ data, width, height, channels });
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

interface RawPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/**
 * Mean brightness of 9 x 8 cells, row by row, by the green channel, which is most of what the eye calls brightness. A
 * pipeline of sharp's for this would cost more than the thumbnail.
 */
function shrunkGrey({ data, width, height, channels }: RawPicture): Float64Array {
  const sums = new Float64Array(fingerprintWidth * fingerprintHeight);
  const counts = new Float64Array(sums.length);
  const cellOfColumn = Uint8Array.from({ length: width }, (_, x) =>
    Math.floor((x * fingerprintWidth) / width),
  );
  const green = Math.min(1, channels - 1);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * fingerprintHeight) / height) * fingerprintWidth;
    for (let x = 0; x < width; x += 1) {
      const cell = row + (cellOfColumn[x] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (data[(y * width + x) * channels + green] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] ?? 1));
}

/**
 * The 64-bit difference hash (dHash; N. Krawetz, "Kind of Like That", 2013): one bit per horizontal neighbour pair, set
 * where it gets brighter. Written here since it must work on pixels that are decoded already.
 *
 * @param grey brightness of 9 x 8 cells, row by row.
 * @returns 16 hex digits.
 */
export function differenceHash(grey: ArrayLike<number>): string {
  let bits = 0n;
  for (let row = 0; row < fingerprintHeight; row += 1) {
    for (let column = 0; column + 1 < fingerprintWidth; column += 1) {
      const at = row * fingerprintWidth + column;
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
