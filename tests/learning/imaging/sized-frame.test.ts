import { expect, test } from 'vitest';
import { preparePixels } from '#host/imaging/preprocess.ts';
import { framePixels, sizedFrame } from '#host/imaging/sized-frame.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { refusal } from '../../support/errors.ts';

/** A picture with noise, so that every change shows. */
function frameOf(width: number, height: number) {
  let seed = 7;
  const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return ((at / 9) % 200) + (seed >>> 27);
  });
  return { data, width, height };
}

test.each([
  [480, 480, 256],
  [640, 480, 224],
  [333, 501, 97],
  [256, 256, 256],
  [100, 90, 128],
  [900, 40, 64],
])(
  'a network is given the same of a frame of %d x %d that was sized to %d before',
  async (width, height, imageSize) => {
    const frame = frameOf(width, height);
    const png = await sizedFrame(frame, imageSize);
    expect(png.length).toBeLessThan(3 * imageSize ** 2);
    const preprocessing = preprocessingFor(imageSize, { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] });
    // To the bit: a look at a lab far away says what a look at one here says.
    const given = await preparePixels(await framePixels(png), preprocessing);
    expect(given).toEqual(await preparePixels(frame, preprocessing));
  },
);

test('what is no picture is refused in words', async () => {
  await refusal('photo-unreadable', () => framePixels(new Uint8Array(100)));
});
