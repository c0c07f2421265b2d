import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDetector } from '#host/detector/detector-file.ts';
import { graphOf, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { writeTinyDetector } from '../../../support/tiny-detector.ts';

const folder = mkdtempSync(join(tmpdir(), 'strandline-detector-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The same file as it was written before boxes were moved, or as another form. */
function written(format: number, withMoves: boolean): string {
  const file = join(folder, `format-${format}-${withMoves}.onnx`);
  writeTinyDetector(file);
  const model = readModel(file);
  const graph = graphOf(model);
  if (!withMoves) graph.initializer = graph.initializer.filter(({ name }) => !name.startsWith('crop.move'));
  for (const entry of model.metadataProps)
    if (entry.key === 'strandline.detector')
      entry.value = JSON.stringify({ ...(JSON.parse(entry.value) as object), format });
  writeModel(file, model);
  expect(metadataOf(readModel(file))['strandline.detector']).toContain(`"format":${format}`);
  return file;
}

describe('a detector’s file', () => {
  it('of the first form moves no box', () => {
    const { info, classifier } = readDetector(written(1, false));
    expect(info.format).toBe(1);
    expect(classifier.moveWeight.every((value) => value === 0)).toBe(true);
    expect([...classifier.moveBias]).toEqual([0, 0, 0, 0]);
  });

  it('of the second form is refused without the numbers that move boxes', () => {
    expect(readDetector(written(2, true)).info.format).toBe(2);
    expect(() => readDetector(written(2, false))).toThrow(
      'its crop.moveWeight is missing or of another size',
    );
  });

  it('of a later form is refused as that', () => {
    expect(() => readDetector(written(4, true))).toThrow('it was written by a newer Strandline');
  });
});
