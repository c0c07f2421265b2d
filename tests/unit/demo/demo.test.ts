import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSample, renderDemoPhotos } from '#demo/render-demo-photos.ts';
import { renderDemoInThreads } from '#host/demo/render-in-threads.ts';
import { readFolderLists } from '#host/catalogue/import/folder-lists.ts';
import { cameraTags } from '#host/imaging/camera-tags.ts';
import type { Progress } from '#shared/progress.ts';

const demo = { seed: 5, samplesPerClass: 1 };

const folders: string[] = [];
async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'strandline-demo-test-'));
  folders.push(directory);
  return directory;
}

function photosOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .sort();
}

describe('the demo photos', () => {
  const reports: Pick<Progress, 'done' | 'total'>[] = [];
  let directory = '';
  let samples: [string, DemoSample][] = [];

  beforeAll(async () => {
    directory = await folder();
    const summary = await renderDemoPhotos({
      directory,
      ...demo,
      onProgress: (progress) => reports.push(progress),
    });
    samples = Object.entries(JSON.parse(readFileSync(summary.sidecar, 'utf8')) as Record<string, DemoSample>);
    expect(summary).toMatchObject({ samples: 2, photos: photosOf(directory).length });
  }, 120_000);

  afterAll(() => Promise.all(folders.map((made) => rm(made, { recursive: true, force: true }))));

  it('are the same bytes for the same seed', { timeout: 120_000 }, async () => {
    const again = await folder();
    // Threads render what this one does.
    await renderDemoInThreads({ directory: again, ...demo });
    const photos = photosOf(again);
    expect(photos).toEqual(photosOf(directory));
    for (const photo of photos) {
      expect(readFileSync(join(again, photo)).equals(readFileSync(join(directory, photo)))).toBe(true);
    }
    expect(readFileSync(join(again, 'samples.json'))).toEqual(readFileSync(join(directory, 'samples.json')));
  });

  it('are others for another seed, and stop when they are cancelled', { timeout: 120_000 }, async () => {
    const other = await folder();
    const stop = new AbortController();
    const rendering = renderDemoInThreads({
      directory: other,
      seed: demo.seed + 1,
      samplesPerClass: 1000,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(rendering).rejects.toThrow('enough');
    const [first = ''] = photosOf(other);
    expect(readFileSync(join(other, first)).equals(readFileSync(join(directory, first)))).toBe(false);
  });

  it('show as many samples of each class, three to six angles each, of 1 to 5 mm', () => {
    expect(samples.map(([, sample]) => sample.class).sort()).toEqual(['not-plastic', 'plastic']);
    for (const [key, { name, class: demoClass, sizeUm, umPerPixel, angles }] of samples) {
      expect(key).toBe(`${demoClass}/${name}`);
      expect(sizeUm).toBeGreaterThanOrEqual(1000);
      expect(sizeUm).toBeLessThanOrEqual(5000);
      // The fragment fills most of the photo, and fits into it.
      expect(sizeUm / umPerPixel).toBeGreaterThan(200);
      expect(sizeUm / umPerPixel).toBeLessThan(300);
      expect(angles).toBeGreaterThanOrEqual(3);
      expect(angles).toBeLessThanOrEqual(6);
      expect(readdirSync(join(directory, key))).toHaveLength(angles);
    }
  });

  it('come with a list that the import understands', async () => {
    const lists = await readFolderLists(directory, '2026-08-02');
    expect([...lists.samples.keys()]).toEqual(samples.map(([key]) => key));
  });

  it('are exposed: neither black nor white, each with a time of its own', async () => {
    const times = await Promise.all(
      photosOf(directory).map(async (photo) => {
        const image = sharp(join(directory, photo));
        const { channels } = await image.stats();
        for (const { mean, stdev } of channels) {
          expect(mean).toBeGreaterThan(50);
          expect(mean).toBeLessThan(200);
          expect(stdev).toBeGreaterThan(8);
        }
        return cameraTags((await image.metadata()).exif).takenAt;
      }),
    );
    expect(times).not.toContain(null);
    expect(new Set(times).size).toBe(times.length);
  });

  it('are reported sample by sample', () => {
    expect(reports.map(({ done, total }) => [done, total])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});
