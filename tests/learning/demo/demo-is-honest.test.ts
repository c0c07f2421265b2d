import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoSample } from '#demo/render-demo-photos.ts';
import { prepare } from '#host/imaging/preprocess.ts';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { type ProbePhoto, probeAccuracy } from '../../support/linear-probe.ts';

/** What the demo lab itself is made of. */
const demo = { seed: 1, samplesPerClass: 60 };
const splits = [1, 2, 3, 4, 5, 6, 7, 8];
const side = 16;

interface Photo {
  readonly file: string;
  readonly sample: string;
  readonly truth: number;
}

/**
 * The demo teaches something only if its classes cannot be told by colour, brightness or background, but can be told by
 * form and texture. The same linear classifier is trained on both kinds of features.
 */
describe('the demo lab', () => {
  let directory = '';
  let photos: Photo[] = [];
  /** 16 x 16 mean colours of each photo: [row][column][red, green, blue]. */
  let thumbnails: Float32Array[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strandline-honest-'));
    const script = fileURLToPath(new URL('../../support/render-demo.ts', import.meta.url));
    const { seed, samplesPerClass } = demo;
    await promisify(execFile)(process.execPath, [script, directory, String(seed), String(samplesPerClass)]);
    const samples = JSON.parse(readFileSync(join(directory, 'samples.json'), 'utf8')) as Record<
      string,
      DemoSample
    >;
    const found = Object.entries(samples).map(async ([key, sample]): Promise<Photo[]> => {
      const files = (await readdir(join(directory, key))).sort();
      const truth = sample.class === 'plastic' ? 1 : 0;
      return files.map((file) => ({ file: join(directory, key, file), sample: sample.name, truth }));
    });
    photos = (await Promise.all(found)).flat();
    thumbnails = await Promise.all(photos.map(({ file }) => thumbnail(file)));
  }, 300_000);

  afterAll(() => rm(directory, { recursive: true, force: true }));

  const probe = (features: readonly Float32Array[]): Promise<number> =>
    probeAccuracy(
      photos.map(({ sample, truth }, index): ProbePhoto => {
        const vector = features[index];
        if (vector === undefined) throw new RangeError('a photo has no features');
        return { sample, truth, features: vector };
      }),
      splits,
    );

  it('cannot be told by the mean colour of the photo', async () => {
    expect(await probe(thumbnails.map((pixels) => meanColour(pixels, () => true)))).toBeLessThan(0.62);
  });

  it('cannot be told by the background', async () => {
    const border = thumbnails.map((pixels) => pixels.filter((_, index) => isBorder(Math.floor(index / 3))));
    expect(await probe(border)).toBeLessThan(0.62);
    expect(await probe(thumbnails.map((pixels) => meanColour(pixels, isBorder)))).toBeLessThan(0.62);
  });

  it('can be told by form and texture, far better than by colours', { timeout: 300_000 }, async () => {
    const byColour = await probe(thumbnails);
    const byTexture = await probe(await networkFeatures(photos));
    process.stderr.write(
      `demo, right by photo: 16x16 colours ${percent(byColour)}, MobileNetV2 ${percent(byTexture)}\n`,
    );
    expect(byColour).toBeLessThan(0.68);
    expect(byTexture).toBeGreaterThan(byColour + 0.15);
    expect(byTexture).toBeGreaterThan(0.8);
    // Too easy a demo would teach nothing either.
    expect(byTexture).toBeLessThan(0.985);
  });
});

async function thumbnail(file: string): Promise<Float32Array> {
  const pixels = await sharp(file).resize(side, side, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  return Float32Array.from(pixels);
}

function isBorder(pixel: number): boolean {
  const row = Math.floor(pixel / side);
  const column = pixel % side;
  return row === 0 || column === 0 || row === side - 1 || column === side - 1;
}

function meanColour(pixels: Float32Array, counts: (pixel: number) => boolean): Float32Array {
  const counted = Array.from({ length: side * side }, (_, pixel) => pixel).filter(counts);
  return Float32Array.from([0, 1, 2], (channel) =>
    counted.reduce((sum, pixel) => sum + (pixels[3 * pixel + channel] ?? 0) / counted.length, 0),
  );
}

async function networkFeatures(photos: readonly Photo[]): Promise<Float32Array[]> {
  const { file: model, normalisation } = findBackbone('efficientnet-lite0');
  const imageSize = 224;
  const session = await InferenceSession.create(model);
  const vectors: Float32Array[] = [];
  for (const { file } of photos) {
    const photo = { bytes: readFileSync(file), rotation: 0 } as const;
    const input = await prepare(photo, preprocessingFor(imageSize, normalisation));
    const { features } = await session.run({
      [session.inputNames[0] ?? 'input']: new Tensor(input, [1, 3, imageSize, imageSize]),
    });
    if (!(features?.data instanceof Float32Array)) throw new TypeError('the backbone gave no features');
    vectors.push(features.data.slice());
  }
  await session.release();
  return vectors;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
