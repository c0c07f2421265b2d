import { type Pixels, fromPixels, onPixels, squaredPixels, toPixels } from './preprocess.ts';

/**
 * A frame as a network is given it, in a PNG: {@link squaredPixels} leaves such a square as it is, so that the same is
 * predicted of it as of the frame. A smaller frame stays as it is.
 *
 * @param imageSize pixels a side of the network's input.
 */
export async function sizedFrame(frame: Pixels, imageSize: number): Promise<Uint8Array> {
  const pixels =
    Math.max(frame.width, frame.height) <= imageSize
      ? frame
      : { data: await squaredPixels(frame, imageSize), width: imageSize, height: imageSize };
  // Of what a camera shows, this is half of it in a few milliseconds; WebP's would be less in many more.
  return fromPixels(pixels).png({ compressionLevel: 6, adaptiveFiltering: true }).toBuffer();
}

/** The pixels of a frame that was encoded. @throws StrandlineError `photo-unreadable`. */
export function framePixels(png: Uint8Array): Promise<Pixels> {
  return onPixels({ bytes: png, rotation: 0 }, toPixels);
}
