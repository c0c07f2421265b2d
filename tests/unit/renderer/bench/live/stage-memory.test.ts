import { describe, expect, it } from 'vitest';
import type { CameraSettings } from '#shared/camera/camera.ts';
import { wholeCentre } from '#shared/camera/region.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { stagePrint } from '#shared/camera/stage.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { EmptyStage } from '../../../../../src/renderer/bench/live/empty-stage.svelte.ts';
import { StageMemory } from '../../../../../src/renderer/bench/live/stage-memory.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const camera: CameraSettings = {
  device: 'microscope',
  width: 640,
  height: 480,
  frameRate: 30,
  controls: {},
  mirrored: false,
  turned: 0,
};
const side = 96;

/** A stage that grows brighter to the right, with or without a dark square on it. */
function frame(fragment: boolean) {
  const rgb = new Uint8Array(3 * side * side);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const on = fragment && x > 30 && x < 60 && y > 30 && y < 60;
    rgb.fill(on ? 40 : 100 + x, 3 * pixel, 3 * pixel + 3);
  }
  return { rgb, width: side, height: side };
}

async function memoryOf(known = true) {
  const stored = known ? { camera, region: wholeCentre, print: stagePrint(frame(false)) } : null;
  const api = createClient(contract, createFakeTransport({ sessions: { emptyStage: () => stored } }));
  const stage = new EmptyStage();
  const memory = new StageMemory(new WindowCore(api), stage);
  await memory.load();
  return { memory, stage };
}

describe('the empty stage of the newest session', () => {
  it('is told again by a window that never saw it, with the same camera and region', async () => {
    const { memory, stage } = await memoryOf();
    expect(stage.see(frame(false))).toBe(false);
    memory.recall({ ...camera, frameRate: 15 }, wholeCentre);
    expect(stage.isKnown).toBe(true);
    expect(stage.see(frame(false))).toBe(true);
    expect(stage.see(frame(true))).toBe(false);
  });

  it.each([
    ['another camera', { ...camera, device: 'webcam' }, wholeCentre],
    ['a picture that was turned', { ...camera, turned: 90 as const }, wholeCentre],
    ['a picture that was mirrored', { ...camera, mirrored: true }, wholeCentre],
    ['a picture of another size', { ...camera, width: 1280, height: 960 }, wholeCentre],
    ['another part of the picture', camera, { x: 0.5, y: 0.5, side: 0.6 }],
    ['no camera', null, wholeCentre],
  ])('is not claimed of %s', async (_what, now, region) => {
    const { memory, stage } = await memoryOf();
    memory.recall(now, region);
    expect(stage.isKnown).toBe(false);
  });

  it('does not take the place of one that a person has shown since', async () => {
    const { memory, stage } = await memoryOf();
    stage.learn(frame(true));
    memory.recall(camera, wholeCentre);
    expect(stage.see(frame(true))).toBe(true);
    expect(stage.see(frame(false))).toBe(false);
  });

  it('is unknown where no session began with one, and in another lab', async () => {
    const none = await memoryOf(false);
    none.memory.recall(camera, wholeCentre);
    expect(none.stage.isKnown).toBe(false);
    const left = await memoryOf();
    left.memory.reset();
    left.memory.recall(camera, wholeCentre);
    expect(left.stage.isKnown).toBe(false);
  });
});
