import { expect, test } from 'vitest';
import { Speeds, type SpeedTask, speedOf } from '#host/training/devices/speeds.ts';
import { expectedSeconds } from '#shared/learning/estimate.ts';
import { type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { refusal } from '../../../support/errors.ts';

const photos = { train: 700, val: 150, test: 150 };
const speed = { train: 5, forward: 50 };

test('a frozen backbone looks once at every view', () => {
  const recipe = defaultRecipe('frozen', 'resnet18');
  expect(expectedSeconds({ ...recipe, views: 4, epochs: 1000 }, photos, speed)).toBe((2800 + 300) / 50);
});

test('all layers take each epoch for themselves, and judging counts', () => {
  const recipe = { ...defaultRecipe('fine-tune', 'resnet18'), epochs: 10 };
  expect(expectedSeconds(recipe, photos, speed)).toBe(10 * (700 / 5 + 300 / 50));
  const probed: Recipe = { ...recipe, strategy: 'probe-then-tune' };
  expect(expectedSeconds(probed, photos, speed)).toBe(1000 / 50 + 10 * (700 / 5 + 300 / 50));
});

test('making views takes its own time on one core, and the slower one’s on two', () => {
  const times = { decode: 0.03, augment: 0.01, forward: 0.02, step: 0.09 };
  expect(speedOf(times, 2)).toEqual({ forward: 1 / 0.03, train: 1 / 0.09 });
  const alone = speedOf(times, 1);
  expect(alone.forward).toBeCloseTo(20);
  expect(alone.train).toBeCloseTo(10);
});

test('a network is measured once for each device and input, and again after a failure', async () => {
  let asked = 0;
  let broken = false;
  const speeds = new Speeds(() => {
    asked += 1;
    return Promise.resolve(
      broken ? { failure: 'no driver' } : { decode: 0.01, augment: 0.01, forward: 0.02, step: null },
    );
  });
  const task = (more: Partial<Recipe>): SpeedTask => ({
    engine: 'ort',
    device: 'cpu',
    backboneFile: 'b.onnx',
    classes: 2,
    photos: [],
    recipe: { ...defaultRecipe('frozen', 'efficientnet-lite0'), ...more },
  });
  await Promise.all([speeds.of(task({})), speeds.of(task({ epochs: 99, views: 2 }))]);
  expect(asked).toBe(1);
  await speeds.of(task({ imageSize: 128 }));
  expect(asked).toBe(2);
  broken = true;
  await refusal('device-unavailable', () => speeds.of(task({ imageSize: 64 })));
  broken = false;
  await speeds.of(task({ imageSize: 64 }));
  expect(asked).toBe(4);
});
