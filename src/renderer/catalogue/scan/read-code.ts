import decodeQR from 'qr/decode.js';

/** Pixels as a canvas has them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** What the QR code in a picture says; undefined where there is none, or none that can be read. */
export function readCode({ width, height, data }: Picture): string | undefined {
  try {
    return decodeQR({ width, height, data });
  } catch {
    // The library has no other way to say that it found nothing.
    return undefined;
  }
}

/** A label held before a camera is large; more pixels than this only take longer. */
const largestSide = 800;

/** Takes small pictures off a video; one canvas is kept for all of them. */
export class CodeGrabber {
  readonly #canvas = new OffscreenCanvas(1, 1);

  /** Undefined while the video has no picture. */
  grab(video: HTMLVideoElement): Picture | undefined {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, largestSide / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (width === 0 || height === 0 || context === null) return undefined;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }
}
