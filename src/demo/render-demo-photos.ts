import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Random, seededRandom } from '#shared/learning/random.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { Camera } from './camera.ts';
import { drawFragment, drawFrame, photograph } from './fragment.ts';
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

/** One sample of the demo: all that rendering it takes, so that samples can be rendered apart from each other. */
export interface PlannedSample {
  /** Made if it is not there. */
  readonly directory: string;
  readonly seed: number;
  /** Its place among all samples, from 0. */
  readonly index: number;
  /** How many photos the samples before it have: time passes from photo to photo. */
  readonly photosBefore: number;
}

/** All samples of a demo. Classes take turns, so that time and number say nothing about the class. */
export function planDemo({
  directory,
  seed,
  samplesPerClass,
}: Pick<DemoOptions, 'directory' | 'seed' | 'samplesPerClass'>): PlannedSample[] {
  let photosBefore = 0;
  return Array.from({ length: samplesPerClass * demoClasses.length }, (_, index) => {
    const planned = { directory, seed, index, photosBefore };
    photosBefore += drawFrame(randomOf(planned)).angles;
    return planned;
  });
}

/** What the textures of all fragments of a seed are taken from; it takes a second to make. */
export function demoNoise(seed: number): NoiseAtlas {
  return new NoiseAtlas(seededRandom(seed));
}

/**
 * Renders the photos of one sample.
 *
 * @param noise {@link demoNoise} of the demo's seed.
 * @throws the signal's reason when it is aborted; what was written by then stays.
 */
export async function renderDemoSample(
  planned: PlannedSample,
  noise: NoiseAtlas,
  signal?: AbortSignal,
): Promise<DemoSample> {
  const { directory, index, photosBefore } = planned;
  const demoClass = demoClasses[index % demoClasses.length] ?? demoClasses[0];
  const kind = morphotypeAt(demoClass, Math.floor(index / demoClasses.length));
  const random = randomOf(planned);
  const fragment = drawFragment(random, noise, kind);
  const name = `F${String(index + 1).padStart(4, '0')}`;
  const folder = join(directory, demoClass, name);
  await mkdir(folder, { recursive: true });
  for (let angle = 1; angle <= fragment.angles; angle += 1) {
    signal?.throwIfAborted();
    const { pixels, camera } = photograph(fragment, noise, random.below(2 ** 31));
    const time = new Date(firstPhoto + (photosBefore + angle - 1) * secondsPerPhoto * 1000);
    await writeFile(join(folder, `angle-${angle}.jpg`), await encoded(pixels, camera, time));
  }
  const { sizeUm, umPerPixel, angles } = fragment;
  return { name, class: demoClass, morphotype: kind.name, sizeUm, umPerPixel, angles };
}

/** Writes the sidecar of samples that are rendered. */
export async function writeDemoSidecar(
  directory: string,
  samples: readonly DemoSample[],
): Promise<DemoSummary> {
  const sidecar = join(directory, 'samples.json');
  const byFolder = Object.fromEntries(samples.map((sample) => [`${sample.class}/${sample.name}`, sample]));
  await writeFile(sidecar, `${JSON.stringify(byFolder, null, 2)}\n`);
  const photos = samples.reduce((sum, { angles }) => sum + angles, 0);
  return { directory, samples: samples.length, photos, sidecar };
}

/**
 * Renders microscope photos of beach fragments that never were, as a tree `class/sample/angle-n.jpg` with a sidecar
 * `samples.json`, in this thread. The same seed gives the same bytes.
 *
 * @throws the signal's reason when it is aborted; what was written by then stays.
 */
export async function renderDemoPhotos(options: DemoOptions): Promise<DemoSummary> {
  const { directory, seed, signal, onProgress } = options;
  const noise = demoNoise(seed);
  const samples: DemoSample[] = [];
  const planned = planDemo(options);
  for (const one of planned) {
    samples.push(await renderDemoSample(one, noise, signal));
    onProgress?.(demoProgress(samples.length, planned.length));
  }
  return writeDemoSidecar(directory, samples);
}

export function demoProgress(done: number, total: number): Parameters<OnProgress>[0] {
  return { phase: 'Rendering fragments', done, total, unit: 'samples' };
}

function randomOf({ seed, index }: Pick<PlannedSample, 'seed' | 'index'>): Random {
  return seededRandom(seed * 100_003 + index);
}

function encoded(pixels: Uint8Array, { jpegQuality }: Camera, time: Date): Promise<Buffer> {
  // EXIF writes times as 2024:05:18 09:30:00.
  const stamp = time.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  return sharp(pixels, { raw: { width: photoSize, height: photoSize, channels: 3 } })
    .jpeg({ quality: jpegQuality })
    .withExif({ IFD0: { Model: 'Strandline demo' }, IFD2: { DateTimeOriginal: stamp } })
    .toBuffer();
}
