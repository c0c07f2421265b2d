import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '#shared/learning/random.ts';

/** A small photo that is like no other: blobs of colour on a ground, drawn from a seed. */
export async function randomPhoto(
  seed: number,
  {
    width = 96,
    height = 72,
    kind = 'jpeg',
  }: { width?: number; height?: number; kind?: 'jpeg' | 'png' | 'tiff' | 'webp' } = {},
): Promise<Buffer> {
  const random = seededRandom(seed);
  const coarse = Buffer.from(Array.from({ length: 8 * 6 * 3 }, () => random.below(256)));
  return sharp(coarse, { raw: { width: 8, height: 6, channels: 3 } })
    .resize(width, height, { kernel: 'cubic' })
    .toFormat(kind)
    .toBuffer();
}

/** Writes files below a folder; keys are relative paths. */
export async function writeTree(
  directory: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/**
 * Writes photos `0.jpg`, `1.jpg`, … of one picture, each of other bytes: an import takes its time over them, and they are
 * written in none.
 */
export async function writeManyPhotos(
  directory: string,
  count: number,
  size: { width: number; height: number },
): Promise<void> {
  const picture = await randomPhoto(1, size);
  await mkdir(directory, { recursive: true });
  // What comes after a JPEG's end is not looked at.
  for (let index = 0; index < count; index += 1)
    await writeFile(join(directory, `${index}.jpg`), Buffer.concat([picture, Buffer.from(String(index))]));
}

/** A class/sample/photo tree of two classes that differ in brightness, enough to train on. */
export async function writeTwoClasses(
  directory: string,
  samples: number,
  angles: number,
  from = 0,
): Promise<void> {
  for (const [index, name] of ['bright', 'dark'].entries()) {
    for (let sample = 0; sample < samples; sample += 1) {
      for (let angle = 0; angle < angles; angle += 1) {
        const photo = await randomPhoto(from + index * 10_000 + sample * 100 + angle);
        const shifted = await sharp(photo)
          .linear(0.5, index === 0 ? 120 : 0)
          .jpeg()
          .toBuffer();
        await writeTree(directory, { [`${name}/s${sample}/angle-${angle}.jpg`]: shifted });
      }
    }
  }
}
