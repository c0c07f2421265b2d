import { describe, expect, it } from 'vitest';
import { changedRegion, regionPixels, wholeCentre } from '#shared/camera/region.ts';
import { RegionController } from '../../../../../src/renderer/bench/live/region-controller.svelte.ts';
import { heatPixels } from '../../../../../src/renderer/bench/why/heat-colours.ts';

const aspect = 640 / 480;

describe('the part of the picture that is judged', () => {
  it('is moved and resized inside the picture only', () => {
    const half = changedRegion(wholeCentre, aspect, { larger: -0.5 });
    expect(half).toEqual({ x: 0.5, y: 0.5, side: 0.5 });
    expect(regionPixels(half, 640, 480)).toEqual({ x: 200, y: 120, side: 240 });
    const right = changedRegion(half, aspect, { right: 0.25 });
    expect(regionPixels(right, 640, 480)).toEqual({ x: 320, y: 120, side: 240 });
    const corner = changedRegion(half, aspect, { right: 9, down: 9 });
    expect(regionPixels(corner, 640, 480)).toEqual({ x: 400, y: 240, side: 240 });
    expect(changedRegion(half, aspect, { larger: -9 }).side).toBe(0.15);
  });

  it('is the centre again once it is as large as it goes: that is what photos are cut to', () => {
    const corner = { x: 0.7, y: 0.7, side: 0.5 };
    expect(changedRegion(corner, aspect, { larger: 1 })).toBe(wholeCentre);
  });

  it('works on pictures that stand upright', () => {
    const half = changedRegion(wholeCentre, 480 / 640, { larger: -0.5, down: 0.25 });
    expect(regionPixels(half, 480, 640)).toEqual({ x: 120, y: 320, side: 240 });
  });

  it('is remembered by the camera’s name, and what the empty stage looked like is not', () => {
    const stored = new Map<string, string>();
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    };
    let forgotten = 0;
    const stage = { forget: () => (forgotten += 1) };
    const region = new RegionController(storage, stage);
    region.useCamera('microscope');
    region.change(aspect, { larger: -0.4 });
    expect(forgotten).toBe(2);
    const again = new RegionController(storage, stage);
    again.useCamera('another');
    expect(again.current).toEqual(wholeCentre);
    again.useCamera('microscope');
    expect(again.current.side).toBeCloseTo(0.6, 12);
    again.reset();
    expect(again.current).toEqual(wholeCentre);
    stored.set('strandline.regions', '{"microscope": {"x": 7}}');
    const damaged = new RegionController(storage, stage);
    damaged.useCamera('microscope');
    expect(damaged.current).toEqual(wholeCentre);
  });
});

describe('heat', () => {
  it('is clear where nothing speaks for the class, and brightest where most does', () => {
    const pixels = heatPixels({ width: 2, height: 2, values: Float32Array.of(-3, 0, 1, 4) });
    const alpha = [0, 1, 2, 3].map((place) => pixels[4 * place + 3] ?? NaN);
    const brightness = [0, 1, 2, 3].map(
      (place) => (pixels[4 * place] ?? 0) + (pixels[4 * place + 1] ?? 0) + (pixels[4 * place + 2] ?? 0),
    );
    expect(alpha[0]).toBe(0);
    expect(alpha[1]).toBe(0);
    expect(alpha[3]).toBeGreaterThan(150);
    expect(brightness[3]).toBeGreaterThan((brightness[2] ?? 0) + 100);
    expect([...heatPixels({ width: 1, height: 1, values: Float32Array.of(-1) })][3]).toBe(0);
  });
});
