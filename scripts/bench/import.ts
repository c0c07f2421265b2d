import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { median } from 'simple-statistics';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { readTree } from '#host/catalogue/import/tree.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';

const rounds = 5;
const defaultFolder = fileURLToPath(new URL('../../../shared/data/trashnet-half', import.meta.url));

/**
 * Import of a folder against a bare loop that only makes the same thumbnails with sharp, in turns, in one process.
 * Prints photos per second of both and their ratio (medians).
 */
export async function bench(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const folder = args.find((argument) => !argument.startsWith('--')) ?? defaultFolder;
  const { photos } = await readTree({ directory: folder, layout: 'auto' }, new Set());
  const paths = photos.map(({ path }) => path);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(paths.length / (await seconds(() => thumbnails(paths))));
    ours.push(paths.length / (await importSeconds(folder)));
  }
  const report = {
    folder,
    photos: paths.length,
    ours: { photosPerSecond: median(ours) },
    sharp: { photosPerSecond: median(bare), version: sharp.versions.sharp },
    ratio: median(ours.map((rate, round) => rate / (bare[round] ?? NaN))),
  };
  const text = `import ${report.ours.photosPerSecond.toFixed(1)} photos/s, bare sharp ${report.sharp.photosPerSecond.toFixed(1)} photos/s, ratio ${report.ratio.toFixed(2)} (${paths.length} photos)`;
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${text}\n`);
}

async function thumbnails(paths: readonly string[]): Promise<void> {
  const thumbnail = (path: string): Promise<Buffer> =>
    sharp(path)
      .autoOrient()
      .resize(256, 256, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80, effort: 0 })
      .toBuffer();
  for await (const [, bytes] of inOrder(paths, 6, thumbnail)) {
    if (bytes.length === 0) throw new Error('an empty thumbnail');
  }
}

/** Seconds of one import into a fresh lab; making the lab and sweeping it away do not count. */
async function importSeconds(folder: string): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
  const lab = createLab(directory);
  try {
    const options = importOptionsSchema.parse({ directory: folder });
    const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
    return await seconds(() => importFolder(lab, options, hooks));
  } finally {
    lab.close();
    await rm(directory, { recursive: true });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
