import { describe, expect, it } from 'vitest';
import { wholeCentre } from '#shared/camera/region.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import { stagePrint } from '#shared/camera/stage.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { EmptyStage } from '../../../../../src/renderer/bench/live/empty-stage.svelte.ts';
import { lookAtStage } from '../../../../../src/renderer/bench/live/stage-look.ts';
import { StageMemory } from '../../../../../src/renderer/bench/live/stage-memory.svelte.ts';
import { StageTeacher } from '../../../../../src/renderer/bench/live/stage-teacher.svelte.ts';
import { SessionController } from '../../../../../src/renderer/bench/session/session-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const side = 96;

/** An even stage, or one with a dark square on it that lies so far to the right. */
function frame(at?: number): Frame {
  const rgb = new Uint8Array(3 * side * side).fill(140);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const isOn = at !== undefined && x >= at && x < at + 30 && y > 30 && y < 60;
    if (isOn) rgb.fill(40, 3 * pixel, 3 * pixel + 3);
  }
  return { rgb, width: side, height: side };
}

const camera = {
  ...{ device: 'microscope', width: side, height: side, frameRate: null, controls: {} },
  ...{ mirrored: false, turned: 0 as const },
};

/** A bench whose camera gives these frames in turn, and the last one from then on. */
function bench(...frames: (Frame | undefined)[]) {
  const begun: unknown[] = [];
  const session = { id: 1, person: 'Ines', startedAt: '', endedAt: null, kept: 0, damaged: null };
  const list = (): unknown[] => begun.map(() => ({ ...session, camera: null, stage: null }));
  const stored = { camera, region: wholeCentre, print: stagePrint(frame(20)) };
  const start = (asked: unknown): unknown => {
    begun.push(asked);
    return list()[0];
  };
  const transport = createFakeTransport({ sessions: { emptyStage: () => stored, list, start } as never });
  const core = new WindowCore(createClient(contract, transport));
  const stage = new EmptyStage();
  const stageMemory = new StageMemory(core, stage);
  const teacher = new StageTeacher(core, { stage, stageMemory });
  const sessions = new SessionController(core, {
    camera: { tuning: { settings: () => null } } as never,
    drift: { drifts: [] },
    region: { current: wholeCentre },
    stage,
    teacher,
  });
  let next = 0;
  const viewfinder = {
    grab: () => frames[Math.min(next++, frames.length - 1)],
    photo: () => Promise.resolve(new Uint8Array([1])),
    settings: () => null,
  };
  return { core, stage, stageMemory, teacher, sessions, viewfinder, begun };
}

describe('a session that begins with the empty stage', () => {
  it('is refused while something lies there, and begins once it was taken away', async () => {
    const { sessions, viewfinder, stage, begun } = bench(frame(20), frame(20), frame());
    await sessions.start(viewfinder);
    expect(sessions.refusal).toBe('something');
    expect(begun).toEqual([]);
    expect(stage.isKnown).toBe(false);
    await sessions.start(viewfinder);
    expect(sessions.refusal).toBeUndefined();
    expect(begun).toHaveLength(1);
    expect(stage.see(frame())).toBe(true);
    expect(stage.see(frame(20))).toBe(false);
  });

  it('begins all the same where a person insists, which is said and can be taken back for good', async () => {
    const { core, sessions, viewfinder, stage, stageMemory, teacher, begun } = bench(frame(20));
    await sessions.start(viewfinder);
    await sessions.start(viewfinder, true);
    expect(begun).toHaveLength(1);
    expect(stage.see(frame(20))).toBe(true);
    expect(core.notices.list.map(({ message }) => message).join()).toContain('something seems to lie on it');
    teacher.takeBack();
    expect(stage.isKnown).toBe(false);
    // What the lab remembers is that very picture.
    stageMemory.recall(camera, wholeCentre);
    expect(stage.isKnown).toBe(false);
  });

  it('is not looked at where a ruler is to be on it', async () => {
    const { sessions, viewfinder, stage, begun } = bench(frame(20));
    sessions.stage = 'ruler';
    await sessions.start(viewfinder);
    expect(begun).toHaveLength(1);
    expect(stage.isKnown).toBe(false);
  });
});

describe('a look at the stage', () => {
  const atOnce = (): Promise<void> => Promise.resolve();

  it('waits until two frames in a row agree', async () => {
    const { viewfinder, stage } = bench(undefined, frame(10), frame(40), frame(60), frame(), frame());
    expect((await lookAtStage(viewfinder, stage, atOnce)).content).toBe('nothing');
  });

  it('ends where the picture never keeps still', async () => {
    const moving = Array.from({ length: 30 }, (_, index) => frame(2 * index));
    const { viewfinder, stage } = bench(...moving);
    expect((await lookAtStage(viewfinder, stage, atOnce)).content).toBe('moving');
  });
});

describe('the empty stage that was shown last', () => {
  it('is taken back to the one before it', () => {
    const { stage, teacher } = bench();
    teacher.takeBack();
    expect(stage.isKnown).toBe(false);
    teacher.teach(frame());
    teacher.teach(frame(20));
    expect(stage.see(frame())).toBe(false);
    expect(stage.canTakeBack).toBe(true);
    teacher.takeBack();
    expect(stage.see(frame())).toBe(true);
    expect(stage.canTakeBack).toBe(false);
  });
});
