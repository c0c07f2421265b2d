import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probePlace } from '#host/training/devices/probe.ts';
import { type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

const recipe: Recipe = { ...defaultRecipe('fine-tune', 'tiny'), imageSize: 32, batchSize: 4 };
const task = { engine: 'ort', backboneFile: 'tiny.onnx', classes: 2, recipe } as const;

describe('a probe', () => {
  test('trains real steps in a process of its own', async () => {
    const backboneFile = writeTinyBackbone(join(temporaryFolder(), 'tiny.onnx'));
    const outcome = await probePlace({ ...task, backboneFile, device: 'cpu' });
    if ('failure' in outcome) throw new Error(outcome.failure);
    expect(outcome.losses).toHaveLength(3);
    expect(outcome.losses.every((loss) => loss > 0.3 && loss < 2)).toBe(true);
    expect(outcome.secondsPerStep).toBeGreaterThan(0);
  });

  test('of what is not there is a failure with its words, not a crash', async () => {
    const outcome = await probePlace({ ...task, backboneFile: 'missing.onnx', device: 'cpu' });
    expect(outcome).toEqual({
      code: 'not-found',
      failure: expect.stringContaining('missing.onnx') as string,
    });
  });

  test('that takes its process down, or never answers, is a failure', async () => {
    const entryOf = (source: string): string => {
      const file = join(temporaryFolder(), 'probe.mjs');
      writeFileSync(file, source);
      return file;
    };
    const crash = entryOf(`console.error('bad driver'); process.abort();`);
    expect(await probePlace({ ...task, device: 'webgpu' }, { entry: crash })).toEqual({
      failure: expect.stringMatching(/SIGABRT.*bad driver/s) as string,
    });
    const deaf = entryOf(`setInterval(() => {}, 1000);`);
    expect(await probePlace({ ...task, device: 'webgpu' }, { entry: deaf, timeoutMs: 300 })).toEqual({
      failure: expect.stringContaining('SIGKILL') as string,
    });
  });
});
