/** A thread in which HEIC photos are decoded: the decoder is WebAssembly and holds its thread, a second and more per photo. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Pixels of a HEIC photo, upright: red, green, blue and opacity, 8 bits each, in the file's own colours. */
export interface HeicPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Of libheif's own interface to JavaScript what is used here; the package describes only the C functions beneath it. */
interface Libheif {
  readonly ready: Promise<unknown>;
  readonly HeifDecoder: new () => {
    readonly decoder: { delete(): void } | null;
    decode(bytes: Uint8Array): HeifImage[];
  };
}
interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (shown: { data: Uint8ClampedArray } | null) => void,
  ): void;
  free(): void;
}

// libheif talks of damaged photos through it, into the answer of the command line; what it throws says the same.
Object.assign(console, { log: () => undefined });

let libheif: Libheif | undefined;

/** The decoder lies in a file of its own (docs/decisions/0025-heic.md). */
function loaded(): Libheif {
  const require = createRequire(import.meta.url);
  const wasmBinary = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const make = require('libheif-js/libheif-wasm/libheif.js') as (options: { wasmBinary: Buffer }) => Libheif;
  return make({ wasmBinary });
}

/** @throws Error where the file is damaged or of a kind that libheif does not know. */
export default async function decodeHeic(bytes: Uint8Array): Promise<HeicPixels> {
  libheif ??= loaded();
  await libheif.ready;
  const decoder = new libheif.HeifDecoder();
  const images = decoder.decode(bytes);
  try {
    const image = images.find((one) => one.is_primary()) ?? images[0];
    if (image === undefined) throw new Error('there is no picture in it');
    const [width, height] = [image.get_width(), image.get_height()];
    const data = new Uint8ClampedArray(width * height * 4);
    await new Promise<void>((resolve, reject) => {
      image.display({ data, width, height }, (shown) => {
        if (shown === null) reject(new Error('its pixels are corrupt or end early'));
        else resolve();
      });
    });
    return { data: new Uint8Array(data.buffer), width, height };
  } finally {
    for (const image of images) image.free();
    decoder.decoder?.delete();
  }
}
