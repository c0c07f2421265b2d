import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDemoPhotos } from '#demo/render-demo-photos.ts';

/** Samples of each of the two classes in {@link demoPhotos}. */
export const samplesPerClass = 8;

let rendered: Promise<{ directory: string; photos: number }> | undefined;

/** Some seventy photos, which take ten seconds: they are rendered once for all tests of this process. */
async function render(): Promise<{ directory: string; photos: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'strandline-demo-photos-'));
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return renderDemoPhotos({ directory, seed: 5, samplesPerClass });
}

/** Puts demo photos into a folder, which is made. @returns how many there are. */
export async function demoPhotos(folder: string): Promise<number> {
  const { directory, photos } = await (rendered ??= render());
  cpSync(directory, folder, { recursive: true });
  return photos;
}
