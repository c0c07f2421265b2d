import { describe, expect, it } from 'vitest';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { showsSomething, stageContent } from '#shared/camera/stage-content.ts';
import { type StagePrint, stagePrint } from '#shared/camera/stage.ts';

const side = 240;

interface Scene {
  readonly seed?: number;
  /** Spread of the ground's grains, of 255, and how wide they are in pixels. */
  readonly grains?: readonly [spread: number, width: number];
  /** Share of the light that the corners lose. */
  readonly vignette?: number;
  readonly gain?: number;
  /** Side of the square on the stage in pixels, how much darker it is, and whether grains are seen through it. */
  readonly on?: { readonly size: number; readonly darker: number };
}

/** A ground with grains under uneven light, with a camera's noise, and a smooth square on it. */
function picture({ seed = 1, grains = [0, 1], vignette = 0.2, gain = 1, on }: Scene): StagePrint {
  const random = seededRandom(seed);
  const [spread, width] = grains;
  const across = Math.ceil(side / width);
  // The same grains in every picture: another seed is another frame of the same stage.
  const ofGround = seededRandom(7);
  const grain = Array.from({ length: across * across }, () => spread * normal(ofGround));
  const rgb = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isOn = on !== undefined && x >= 90 && x < 90 + on.size && y >= 80 && y < 80 + on.size;
      const ground = 150 + (grain[Math.floor(y / width) * across + Math.floor(x / width)] ?? 0);
      const [right, down] = [(2 * x) / side - 1, (2 * y) / side - 1];
      const light = gain * (1 - 0.5 * vignette * (right * right + down * down) + 0.1 * right);
      const value = light * (isOn ? 150 - on.darker : ground) + 3 * normal(random);
      rgb.fill(Math.max(0, Math.min(255, Math.round(value))), 3 * (y * side + x), 3 * (y * side + x) + 3);
    }
  }
  return stagePrint({ rgb, width: side, height: side });
}

describe('whether something is seen on a stage that nobody has shown empty', () => {
  it.each([
    ['smooth', {}],
    ['badly lit', { vignette: 0.6 }],
    ['of fine sand', { grains: [40, 2] }],
    ['of sand whose grains are as wide as a cell', { grains: [30, 5] }],
  ] satisfies [string, Scene][])('it is not on a ground that is %s', (_what, scene) => {
    expect(showsSomething(picture(scene))).toBe(false);
  });

  it.each([
    ['a dark fragment', { on: { size: 60, darker: 60 } }],
    ['a pale one', { on: { size: 60, darker: 14 } }],
    ['one brighter than its ground', { on: { size: 60, darker: -30 } }],
    ['a small one', { on: { size: 36, darker: 50 } }],
    ['one that fills half the picture', { on: { size: 160, darker: 50 } }],
    ['one in bad light', { vignette: 0.6, on: { size: 60, darker: 50 } }],
    ['one on fine sand', { grains: [40, 2], on: { size: 70, darker: 60 } }],
    ['one as bright as the sand, and smooth', { grains: [30, 5], on: { size: 100, darker: 0 } }],
  ] satisfies [string, Scene][])('%s is', (_what, scene) => {
    expect(showsSomething(picture(scene))).toBe(true);
  });
});

describe('what two looks at the stage agree on', () => {
  const small = { size: 20, darker: 30 };

  it('is nothing or something where nobody has shown the stage empty', () => {
    expect(stageContent(picture({}), picture({ seed: 2 }), undefined)).toBe('nothing');
    const on = { size: 60, darker: 60 };
    expect(stageContent(picture({ on }), picture({ seed: 2, on }), undefined)).toBe('something');
  });

  it('is told by the empty stage where that is known, also of a small thing and in another light', () => {
    const known = picture({ seed: 9 });
    const looks = (scene: Scene): string =>
      stageContent(picture({ seed: 2, ...scene }), picture({ seed: 3, ...scene }), known);
    expect(looks({})).toBe('nothing');
    expect(looks({ gain: 0.8, vignette: 0.4 })).toBe('nothing');
    expect(looks({ on: small })).toBe('something');
    expect(looks({ gain: 0.8, vignette: 0.4, on: small })).toBe('something');
    expect(stageContent(picture({ on: small }), picture({ on: small }), undefined)).toBe('nothing');
  });

  it('is nothing where a patterned stage is the one that was shown, and by itself where the ground is another one', () => {
    const patterned = picture({ on: { size: 60, darker: 60 } });
    expect(stageContent(patterned, patterned, patterned)).toBe('nothing');
    const sand = picture({ grains: [40, 5] });
    expect(stageContent(sand, sand, picture({}))).toBe('nothing');
  });

  it('is that the picture moves while they differ', () => {
    const on = { size: 60, darker: 60 };
    expect(stageContent(picture({ on }), picture({}), undefined)).toBe('moving');
    expect(stageContent(picture({}), picture({ on }), picture({}))).toBe('moving');
  });
});
