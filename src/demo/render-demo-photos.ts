import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '#shared/learning/random.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { Camera } from './camera.ts';
import { drawFragment, photograph } from './fragment.ts';
import { demoClasses, morphotypeAt } from './morphotypes.ts';
import { NoiseAtlas } from './noise.ts';
import { photoSize } from './raster.ts';

export interface DemoOptions {
  /** Made if it is not there. */
  readonly directory: string;
  readonly seed: number;
  readonly samplesPerClass: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** What `samples.json` says of a sample. */
export interface DemoSample {
  /** Name of its folder, for example `F0001`. */
  readonly name: string;
  readonly class: string;
  readonly morphotype: string;
  /** Largest Feret diameter in µm. */
  readonly sizeUm: number;
  readonly umPerPixel: number;
  /** Number of photos. */
  readonly angles: number;
}

export interface DemoSummary {
  readonly directory: string;
  readonly samples: number;
  readonly photos: number;
  /** Path of the sidecar: {@link DemoSample} by `class/sample`. */
  readonly sidecar: string;
}

/** The fragments of the demo lab: the same on every computer. */
export const demoFragments = { seed: 1, samplesPerClass: 60 } as const;
/** Other fragments of the same kind, which the demo's model has never seen. */
export const strangers = { seed: 1001, samplesPerClass: 3 } as const;

/** The first photo's time; each later one is taken some seconds after. */
const firstPhoto = Date.UTC(2024, 4, 18, 9, 30, 0);
const secondsPerPhoto = 7;

/**
 * Renders microscope photos of beach fragments that never were, as a tree `class/sample/angle-n.jpg` with a sidecar
 * `samples.json`. The same seed gives the same bytes.
 *
 * @throws the signal's reason when it is aborted; what was written by then stays.
 */
export async function renderDemoPhotos(options: DemoOptions): Promise<DemoSummary> {
  const { directory, seed, samplesPerClass, signal, onProgress } = options;
  const noise = new NoiseAtlas(seededRandom(seed));
  const samples: Record<string, DemoSample> = {};
  const total = samplesPerClass * demoClasses.length;
  let photos = 0;
  for (let index = 0; index < total; index += 1) {
    // Classes take turns, so that time and number say nothing about the class.
    const demoClass = demoClasses[index % demoClasses.length] ?? demoClasses[0];
    const kind = morphotypeAt(demoClass, Math.floor(index / demoClasses.length));
    const random = seededRandom(seed * 100_003 + index);
    const fragment = drawFragment(random, noise, kind);
    const name = `F${String(index + 1).padStart(4, '0')}`;
    const folder = join(directory, demoClass, name);
    await mkdir(folder, { recursive: true });
    for (let angle = 1; angle <= fragment.angles; angle += 1) {
      signal?.throwIfAborted();
      const { pixels, camera } = photograph(fragment, noise, random.below(2 ** 31));
      const time = new Date(firstPhoto + photos * secondsPerPhoto * 1000);
      await writeFile(join(folder, `angle-${angle}.jpg`), await encoded(pixels, camera, time));
      photos += 1;
    }
    samples[`${demoClass}/${name}`] = {
      name,
      class: demoClass,
      morphotype: kind.name,
      sizeUm: fragment.sizeUm,
      umPerPixel: fragment.umPerPixel,
      angles: fragment.angles,
    };
    onProgress?.({ phase: 'Rendering fragments', done: index + 1, total, unit: 'samples' });
  }
  const sidecar = join(directory, 'samples.json');
  await writeFile(sidecar, `${JSON.stringify(samples, null, 2)}\n`);
  return { directory, samples: total, photos, sidecar };
}

function encoded(pixels: Uint8Array, { jpegQuality }: Camera, time: Date): Promise<Buffer> {
  // EXIF writes times as 2024:05:18 09:30:00.
  const stamp = time.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  return sharp(pixels, { raw: { width: photoSize, height: photoSize, channels: 3 } })
    .jpeg({ quality: jpegQuality })
    .withExif({ IFD0: { Model: 'Strandline demo' }, IFD2: { DateTimeOriginal: stamp } })
    .toBuffer();
}
