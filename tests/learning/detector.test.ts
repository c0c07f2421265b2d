import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { AnnotatedPicture } from '#host/detector/detector.ts';
import { readDetector } from '#host/detector/detector-file.ts';
import { evaluateDetector, findByDetector } from '#host/detector/find-by-detector.ts';
import { trainDetector } from '#host/detector/train-detector.ts';
import type { Box } from '#shared/trays/box.ts';
import { overlapOf } from '#shared/trays/box.ts';
import { type Random, seededRandom } from '#shared/learning/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'strandline-detector-'));
afterAll(() => rmSync(folder, { recursive: true }));

const side = 256;
const colours = ['#2a6fd1', '#d14b2a', '#2f9e5a', '#e8e23c'] as const;

/** Discs on a speckled ground; speckles are darker and smaller than fragments. */
async function tray(name: string, random: Random, ground = '#cfc6b4'): Promise<AnnotatedPicture> {
  const boxes: Box[] = [];
  while (boxes.length < 7) {
    const size = 18 + random.below(16);
    const box = { x: random.below(side - size), y: random.below(side - size), width: size, height: size };
    const wide = { x: box.x - 4, y: box.y - 4, width: size + 8, height: size + 8 };
    if (boxes.every((other) => overlapOf(other, wide) === 0)) boxes.push(box);
  }
  const discs = boxes.map(
    ({ x, y, width }, index) =>
      `<circle cx="${x + width / 2}" cy="${y + width / 2}" r="${width / 2}" fill="${colours[index % colours.length]}"/>`,
  );
  const speckles = Array.from(
    { length: 60 },
    () =>
      `<circle cx="${random.below(side)}" cy="${random.below(side)}" r="${1 + random.below(2)}" fill="#6b6252"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="${side}" height="${side}" fill="${ground}"/>${speckles.join('')}${discs.join('')}</svg>`;
  const file = join(folder, `${name}.png`);
  await sharp(Buffer.from(svg)).png().toFile(file);
  return { file, name, boxes };
}

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
const effort = { heatSteps: 50, cropSteps: 80 };

describe('a detector', () => {
  const out = join(folder, 'detector.onnx');

  it('learns from eight trays and finds most discs of others, and knows a ground that it has not seen', async () => {
    const random = seededRandom(3);
    const pictures: AnnotatedPicture[] = [];
    for (let index = 0; index < 10; index += 1) pictures.push(await tray(`tray-${index}`, random));
    const phases = new Set<string>();
    const { report } = await trainDetector(
      pictures.slice(0, 8),
      { out, effort },
      { ...quiet, onProgress: ({ phase }) => phases.add(phase) },
    );
    expect([...phases]).toEqual(['Reading trays', 'Looking at trays', 'Training']);
    expect(report).toMatchObject({ by: 'cross-validation', trays: 8, boxes: 56 });
    expect(report.ap50).toBeGreaterThan(0.8);
    const detector = readDetector(out);
    expect(detector.info).toMatchObject({ kind: 'detector', pictures: 8, boxes: 56 });
    const held = await evaluateDetector(detector, pictures.slice(8), quiet);
    expect(held.recall).toBeGreaterThan(0.8);
    expect(held.precision).toBeGreaterThan(0.8);
    const strange = await tray('strange', random, '#20304a');
    expect((await findByDetector(detector, pictures[9]?.file ?? '')).unseenBackground).toBe(false);
    expect((await findByDetector(detector, strange.file)).unseenBackground).toBe(true);
  }, 60_000);

  it('is not trained on too few trays, and stops where it is cancelled', async () => {
    const one = await tray('one', seededRandom(1));
    await expect(trainDetector([one], { out }, quiet)).rejects.toMatchObject({ code: 'bad-argument' });
    const cancelled = { ...quiet, signal: AbortSignal.abort(new Error('stop')) };
    await expect(trainDetector([one, one, one, one], { out, effort }, cancelled)).rejects.toThrow('stop');
  });

  it('is not read from what is no detector', () => {
    const file = join(folder, 'none.onnx');
    writeFileSync(file, 'no model');
    expect(() => readDetector(file)).toThrow('not an ONNX model');
  });
});
