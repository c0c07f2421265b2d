import type { CameraSettings } from '#shared/camera/camera.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';

/** A network sees a few hundred pixels a side; more than this is only copied about. */
const largestSide = 1024;

/** What is done to the camera's picture before anybody sees it: mirrored left to right, then turned clockwise. */
export type Orientation = Readonly<Pick<CameraSettings, 'mirrored' | 'turned'>>;

/** The centre of a picture as a square, as the model's preprocessing cuts it. @returns where it lies in the source. */
export function centreSquare(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** A picture's size after its turn. */
export function turnedSize(
  width: number,
  height: number,
  { turned }: Pick<Orientation, 'turned'>,
): { width: number; height: number } {
  return turned % 180 === 0 ? { width, height } : { width: height, height: width };
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
  grab(video: HTMLVideoElement, orientation: Orientation): Frame | undefined {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    const { x, y, side } = centreSquare(videoWidth, videoHeight);
    const size = Math.min(side, largestSide);
    const context = this.#oriented(size, size, orientation);
    context.drawImage(video, x, y, side, side, -size / 2, -size / 2, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    return { width: size, height: size, rgb: withoutAlpha(data) };
  }

  /** The whole picture as a photo to keep, mirrored and turned as it was seen and judged. */
  async photo(video: HTMLVideoElement, orientation: Orientation): Promise<Uint8Array<ArrayBuffer>> {
    const { videoWidth, videoHeight } = video;
    const { width, height } = turnedSize(videoWidth, videoHeight, orientation);
    this.#oriented(width, height, orientation).drawImage(video, -videoWidth / 2, -videoHeight / 2);
    const blob = await this.#canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** The canvas in this size, drawn on from its middle. */
  #oriented(
    width: number,
    height: number,
    { mirrored, turned }: Orientation,
  ): OffscreenCanvasRenderingContext2D {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('the window has no canvas to draw on');
    context.setTransform(1, 0, 0, 1, width / 2, height / 2);
    // What is said last is done to the picture first.
    if (turned !== 0) context.rotate((turned * Math.PI) / 180);
    if (mirrored) context.scale(-1, 1);
    return context;
  }
}
