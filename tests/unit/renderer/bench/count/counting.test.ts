import { describe, expect, it } from 'vitest';
import { wholeCentre } from '#shared/camera/region.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import { scoreTrays } from '#shared/trays/score-boxes.ts';
import { scaledOutline } from '#shared/trays/outline.ts';
import { countedSizes } from '../../../../../src/renderer/bench/count/counted-sizes.ts';
import { Counting } from '../../../../../src/renderer/bench/count/counting.svelte.ts';
import { paceOf, withFrame } from '../../../../../src/renderer/bench/count/pace.ts';
import { countStrings } from '../../../../../src/renderer/bench/count/strings.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const square = (side: number): [number, number][] => [
  [0, 0],
  [side, 0],
  [side, side],
  [0, side],
];
const thing = (side = 3, atEdge = false) => ({
  outline: square(side),
  atEdge,
  touching: false,
  sharpness: null,
});

describe('how fast frames are counted', () => {
  it('is told of the last seconds, once there are two', () => {
    let frames = withFrame([], { at: 0, took: 1900 });
    expect(paceOf(frames)).toBeUndefined();
    for (const at of [250, 500, 750]) frames = withFrame(frames, { at, took: at === 750 ? 310 : 190 });
    const pace = paceOf(frames);
    expect(pace).toEqual({ perSecond: 4, each: 230 });
    expect(countStrings.pace({ perSecond: 4, each: 184 })).toBe('4 frames a second, 180\u00a0ms each');
    expect(withFrame(frames, { at: 9000, took: 1 })).toHaveLength(1);
  });
});

describe('sizes of what is counted', () => {
  it('are Feret diameters in µm, and none without a scale', () => {
    const outlines = [10, 30, 20].map(square);
    const sizes = countedSizes(outlines, 2);
    expect(sizes?.smallest).toBeCloseTo(20 * Math.SQRT2);
    expect(sizes?.median).toBeCloseTo(40 * Math.SQRT2);
    expect(sizes?.largest).toBeCloseTo(60 * Math.SQRT2);
    expect(countedSizes(outlines.slice(0, 2), 2)?.median).toBeCloseTo(40 * Math.SQRT2);
    expect(countedSizes(outlines, undefined)).toBeUndefined();
    expect(countedSizes([], 2)).toBeUndefined();
    expect(scaledOutline(square(2), 2)).toEqual(square(4));
  });
});

/** A bench whose camera gives pictures of 1280 x 960. */
function bench({ umPerPixel, survey = 1 }: { umPerPixel?: number; survey?: number | null } = {}) {
  const asked: { call: string; args: Record<string, unknown> }[] = [];
  const waiting: (() => void)[] = [];
  const lab = { found: [thing(3), thing(5, true)], refuses: undefined as StrandlineError | undefined };
  const named = { name: 'Bowls', trainedAt: '2026-11-27', pictures: 20, boxes: 200, threshold: 0.4 };
  const report = scoreTrays([], { threshold: 0.4, by: 'cross-validation', seconds: 1 });
  const transport = createFakeTransport({
    catalogue: {
      profiles: () =>
        umPerPixel === undefined
          ? { profiles: [], chosen: null }
          : { profiles: [{ id: 1, name: '4x', umPerPixel }], chosen: 1 },
    },
    detectors: { list: () => [{ id: 'new', ...named, report }] },
    counting: {
      frame: async (args) => {
        asked.push({ call: 'frame', args });
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (lab.refuses !== undefined) throw lab.refuses;
        return { found: lab.found, leftOut: { small: 1, edge: 0, outside: 0, large: 0 }, seconds: 0.1 };
      },
      byDetector: (args) => {
        asked.push({ call: 'byDetector', args });
        if (lab.refuses !== undefined) throw lab.refuses;
        const found = [{ ...thing(7), score: 0.8 }];
        return { found, unseenGround: true, ellipses: 0, seconds: 1.2 };
      },
      keep: (args) => {
        asked.push({ call: 'keep', args });
        return { tray: 7, number: 'T-0007', proposed: 2, unseenGround: false, ellipses: 0 };
      },
    },
  });
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  const core = new WindowCore(createClient(contract, transport), { storage });
  const region = { current: wholeCentre };
  const opened: number[] = [];
  const around = {
    ...{
      region,
      keeping: { survey: survey ?? undefined },
      openTray: (tray: number) => void opened.push(tray),
    },
    edits: { make: <T>(edit: (edits: never) => Promise<T>) => core.notices.guard(() => edit({} as never)) },
  };
  const make = (): Counting => new Counting(core, around);
  const counting = make();
  const view = {
    whole: (longest: number) => {
      const [width, height] = [longest, (longest * 3) / 4];
      const rgb = new Uint8Array(3 * width * height);
      return { frame: { width, height, rgb }, width: 1280, height: 960 };
    },
    photo: () => Promise.resolve({ picture: new Uint8Array([1]), width: 1280, height: 960 }),
  };
  counting.show(view);
  /** Lets the frames that are on their way be answered. */
  const answer = async (): Promise<void> => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    for (const one of waiting.splice(0)) one();
  };
  const said = (): string[] => core.notices.list.map(({ message }) => message);
  return { core, counting, make, asked, lab, region, opened, answer, said };
}

describe('counting the live picture', () => {
  it('has one frame on its way, and tells places in the picture’s own pixels', async () => {
    const { counting, asked, answer } = bench();
    await counting.see();
    expect(asked).toEqual([]);
    await counting.toggle();
    const first = counting.see();
    await counting.see();
    await answer();
    await first;
    expect(asked).toHaveLength(1);
    expect(asked[0]?.args).toMatchObject({ region: null, settings: { smallest: 6 }, frame: { width: 640 } });
    expect(counting.counted).toMatchObject({ atEdge: 1, small: 1, width: 1280, frame: { width: 640 } });
    expect(counting.counted?.outlines).toEqual([square(6), square(10)]);
  });

  it('asks for sizes by the scale and for the chosen part, and remembers how things are found', async () => {
    const { counting, make, asked, answer, region } = bench({ umPerPixel: 4 });
    counting.set({ threshold: 'local' });
    counting.setSide(1280);
    await counting.toggle();
    expect([counting.finding.smallest, counting.isTyped]).toEqual([50, false]);
    counting.setSmallest(80);
    region.current = { x: 0.3, y: 0.5, side: 0.5 };
    const counted = counting.see();
    await answer();
    await counted;
    expect(asked[0]?.args).toMatchObject({
      region: { x: 0.3, y: 0.5, side: 0.5 },
      settings: { smallest: 20, threshold: 'local' },
      frame: { width: 1280 },
    });
    // Which 80 µm are no 80 pixels: a bench that knows no scale has its own.
    expect(make()).toMatchObject({ side: 1280, finding: { smallest: 12, threshold: 'local' } });
  });

  it('goes on where a threshold finds too much, and ends with a notice where anything else is wrong', async () => {
    const { counting, lab, answer, said } = bench();
    await counting.toggle();
    const see = async (): Promise<void> => {
      const seen = counting.see();
      await answer();
      await seen;
    };
    lab.refuses = new StrandlineError('too-large', 'More than 5000 things stand out here.');
    await see();
    expect([counting.problem, counting.isOn, counting.counted]).toEqual([
      lab.refuses.message,
      true,
      undefined,
    ]);
    lab.refuses = undefined;
    await see();
    expect([counting.problem, counting.counted?.outlines.length]).toEqual([undefined, 2]);
    lab.refuses = new StrandlineError('lab-not-open', 'No lab is open.');
    await see();
    expect([counting.isOn, said()]).toEqual([false, ['No lab is open.']]);
  });

  it('lets an answer go that comes once it has ended', async () => {
    const { counting, answer } = bench();
    await counting.toggle();
    const seen = counting.see();
    await counting.toggle();
    await answer();
    await seen;
    expect(counting.counted).toBeUndefined();
  });
});

describe('a picture that is held for a detector', () => {
  it('shows what the detector finds until one goes back, and is kept by that detector', async () => {
    const { counting, asked, opened, core } = bench();
    await counting.toggle();
    await counting.askDetector();
    expect(counting.held).toMatchObject({ detector: { id: 'new' }, answer: { unseenGround: true } });
    expect(counting.counted).toMatchObject({ outlines: [square(7)], width: 1280 });
    // Nothing is counted meanwhile.
    await counting.see();
    await counting.keep();
    expect(asked.map(({ call }) => call)).toEqual(['byDetector', 'keep']);
    expect(asked[1]?.args).toMatchObject({ survey: 1, by: { detector: 'new' }, region: null });
    expect(counting.held).toBeUndefined();
    core.notices.list[0]?.offer?.run();
    expect(opened).toEqual([7]);
  });

  it('is let go where the detector fails, or by the same key', async () => {
    const { counting, lab, said } = bench();
    await counting.toggle();
    await counting.askDetector();
    await counting.askDetector();
    expect(counting.held).toBeUndefined();
    lab.refuses = new StrandlineError('not-a-model', 'The detector’s network cannot be run.');
    await counting.askDetector();
    expect([counting.held, said()]).toEqual([undefined, [lab.refuses.message]]);
  });
});

it('keeps the live picture as a tray by the settings, once a survey is chosen', async () => {
  const { counting, asked, said } = bench();
  await counting.toggle();
  await counting.keep();
  expect(asked[0]).toMatchObject({ call: 'keep', args: { by: { settings: { smallest: 12 } } } });
  expect(said()).toEqual(['Kept as T-0007 with 2 things to review.']);
  const without = bench({ survey: null });
  await without.counting.toggle();
  await without.counting.keep();
  expect(without.asked).toEqual([]);
  expect(without.said()).toEqual(['Choose the survey that the tray belongs to, then keep it.']);
});
