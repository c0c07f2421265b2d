import sharp from 'sharp';
import type { CountedRegion } from '#shared/domain/tray.ts';
import type { Pixels } from '#host/imaging/preprocess.ts';

/**
 * Paints what lies outside of a counted region in the colour that is most usual within it: nobody has said what is there, so it
 * must teach nothing and be found by nothing.
 *
 * @param scale pixels of this picture for each pixel that the region is in.
 */
export async function countedPart(
  { data, width, height }: Pixels,
  region: CountedRegion,
  scale: number,
): Promise<Pixels> {
  const isCounted = await maskOf(region, { width, height }, scale);
  const ground = [0, 1, 2].map((channel) => medianOf(data, channel, isCounted));
  const painted = Uint8Array.from(data);
  for (let at = 0; at < width * height; at += 1)
    if ((isCounted[at] ?? 0) < 128)
      for (let channel = 0; channel < 3; channel += 1) painted[3 * at + channel] = ground[channel] ?? 0;
  return { data: painted, width, height };
}

/** 255 where a pixel is counted. */
async function maskOf(
  region: CountedRegion,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  scale: number,
): Promise<Uint8Array> {
  const shape =
    region.kind === 'ellipse'
      ? `<ellipse cx="${region.x}" cy="${region.y}" rx="${region.rx}" ry="${region.ry}" fill="#fff"/>`
      : `<polygon points="${region.outline.map(([x, y]) => `${x},${y}`).join(' ')}" fill="#fff" fill-rule="evenodd"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#000"/><g transform="scale(${scale})">${shape}</g></svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().extractChannel(0).raw().toBuffer();
}

/** The median of one channel over what is counted. */
function medianOf(data: Uint8Array, channel: number, isCounted: Uint8Array): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let at = 0; at < isCounted.length; at += 1) {
    if ((isCounted[at] ?? 0) < 128) continue;
    const value = data[3 * at + channel] ?? 0;
    histogram[value] = (histogram[value] ?? 0) + 1;
    count += 1;
  }
  let below = 0;
  for (let value = 0; value < 256; value += 1) {
    below += histogram[value] ?? 0;
    if (2 * below >= count) return value;
  }
  return 255;
}
