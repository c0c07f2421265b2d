import type { Frame } from '#shared/contract/topics/bench.ts';

/** A network sees a few hundred pixels a side; more than this is only copied about. */
const largestSide = 1024;

/** The centre of a picture as a square, as the model's preprocessing cuts it. @returns where it lies in the source. */
export function centreSquare(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** RGBA as a canvas has it, to RGB. */
export function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
}

/** Takes frames off a video; one canvas is kept for all of them. */
export class FrameGrabber {
  readonly #canvas = new OffscreenCanvas(1, 1);

  /** The part that the network will see. Undefined while the video has no picture. */
  grab(video: HTMLVideoElement): Frame | undefined {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    const { x, y, side } = centreSquare(videoWidth, videoHeight);
    const size = Math.min(side, largestSide);
    const context = this.#sized(size, size);
    context.drawImage(video, x, y, side, side, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    return { width: size, height: size, rgb: withoutAlpha(data) };
  }

  /** The whole picture as a photo to keep. */
  async photo(video: HTMLVideoElement): Promise<Uint8Array<ArrayBuffer>> {
    const { videoWidth, videoHeight } = video;
    this.#sized(videoWidth, videoHeight).drawImage(video, 0, 0);
    const blob = await this.#canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await blob.arrayBuffer());
  }

  #sized(width: number, height: number): OffscreenCanvasRenderingContext2D {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('the window has no canvas to draw on');
    return context;
  }
}
