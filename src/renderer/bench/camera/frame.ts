import type { CameraSettings } from '#shared/camera/camera.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import { type Region, isWholeCentre, regionPixels, wholeCentre } from '#shared/camera/region.ts';

/** A network sees a few hundred pixels a side; more than this is only copied about. */
const largestSide = 1024;

/** What is done to the camera's picture before anybody sees it: mirrored left to right, then turned clockwise. */
export type Orientation = Readonly<Pick<CameraSettings, 'mirrored' | 'turned'>>;

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

/** RGB to what a canvas takes. */
export function withAlpha(rgb: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0;
    rgba[to + 1] = rgb[from + 1] ?? 0;
    rgba[to + 2] = rgb[from + 2] ?? 0;
  }
  return rgba;
}

/** Where a region lies in a video's picture as it is seen, in its pixels. */
function squareOf(
  { videoWidth, videoHeight }: HTMLVideoElement,
  orientation: Orientation,
  region: Region,
): { x: number; y: number; side: number } {
  const { width, height } = turnedSize(videoWidth, videoHeight, orientation);
  return regionPixels(region, width, height);
}

/** A frame of all of the picture, and the picture's own size in pixels. */
export interface WholeFrame {
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
}

/** All of the picture, encoded, and its size in pixels. */
export interface WholePhoto {
  readonly picture: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Takes frames off a video; one canvas is kept for all of them. */
export class FrameGrabber {
  readonly #canvas = new OffscreenCanvas(1, 1);

  /** The part that the network will see. Undefined while the video has no picture. */
  grab(video: HTMLVideoElement, orientation: Orientation, region: Region): Frame | undefined {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    const { side } = squareOf(video, orientation, region);
    const size = Math.min(side, largestSide);
    const context = this.#drawn(video, orientation, region, size);
    const { data } = context.getImageData(0, 0, size, size);
    return { width: size, height: size, rgb: withoutAlpha(data) };
  }

  /**
   * All of the picture, made smaller where it is larger. Undefined while the video has no picture.
   *
   * @param longest its longer side at most, in pixels.
   */
  whole(video: HTMLVideoElement, orientation: Orientation, longest: number): WholeFrame | undefined {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    const { width, height } = turnedSize(videoWidth, videoHeight, orientation);
    const scale = Math.min(1, longest / Math.max(width, height));
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const middle = { x: width / 2, y: height / 2 };
    const context = this.#oriented(size.width, size.height, orientation, { ...middle, scale });
    context.drawImage(video, -videoWidth / 2, -videoHeight / 2);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    return { frame: { ...size, rgb: withoutAlpha(data) }, width, height };
  }

  /** All of the picture to keep, whatever part is predicted. */
  async wholePhoto(video: HTMLVideoElement, orientation: Orientation): Promise<WholePhoto> {
    const { width, height } = turnedSize(video.videoWidth, video.videoHeight, orientation);
    return { picture: await this.photo(video, orientation, wholeCentre), width, height };
  }

  /**
   * A photo to keep, mirrored and turned as it was seen and predicted: the whole picture, or the part that was predicted, where that
   * is not what every photo is cut to.
   */
  async photo(
    video: HTMLVideoElement,
    orientation: Orientation,
    region: Region,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { videoWidth, videoHeight } = video;
    if (isWholeCentre(region)) {
      const { width, height } = turnedSize(videoWidth, videoHeight, orientation);
      this.#oriented(width, height, orientation).drawImage(video, -videoWidth / 2, -videoHeight / 2);
    } else this.#drawn(video, orientation, region, squareOf(video, orientation, region).side);
    const blob = await this.#canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** The region on the canvas. @param size of the canvas, a side. */
  #drawn(
    video: HTMLVideoElement,
    orientation: Orientation,
    region: Region,
    size: number,
  ): OffscreenCanvasRenderingContext2D {
    const { videoWidth, videoHeight } = video;
    const { x, y, side } = squareOf(video, orientation, region);
    const seen = turnedSize(videoWidth, videoHeight, orientation);
    const scale = size / side;
    // The middle of the picture lies here on the canvas, in the picture's own pixels.
    const middle = { x: seen.width / 2 - x, y: seen.height / 2 - y };
    const context = this.#oriented(size, size, orientation, { ...middle, scale });
    context.drawImage(video, -videoWidth / 2, -videoHeight / 2);
    return context;
  }

  /** The canvas in this size, drawn on from the middle of the picture, which is its own unless it is said otherwise. */
  #oriented(
    width: number,
    height: number,
    { mirrored, turned }: Orientation,
    { x, y, scale }: { x: number; y: number; scale: number } = { x: width / 2, y: height / 2, scale: 1 },
  ): OffscreenCanvasRenderingContext2D {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('the window has no canvas to draw on');
    context.setTransform(scale, 0, 0, scale, x * scale, y * scale);
    // What is said last is done to the picture first.
    if (turned !== 0) context.rotate((turned * Math.PI) / 180);
    if (mirrored) context.scale(-1, 1);
    return context;
  }
}
