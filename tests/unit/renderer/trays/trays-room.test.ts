import { describe, expect, it, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { DetectorRow } from '#shared/contract/topics/detectors.ts';
import type { ModelRow } from '#shared/contract/topics/models.ts';
import type { CountedRegion, Detection, Tray, TrayScale } from '#shared/domain/tray.ts';
import { scoreTrays } from '#shared/trays/score-boxes.ts';
import { LabWindow } from '../../../../src/renderer/lab-window.svelte.ts';
import { traysCommands } from '../../../../src/renderer/trays/commands.ts';
import { squareAt, trayWithThings } from '../../../support/detections.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';
import { sampleIdOf } from '../../../support/ids.ts';

const detectorOf = (id: string): DetectorRow => ({
  ...{ id, name: `Detector ${id}`, trainedAt: '2026-11-27T10:00:00.000Z', pictures: 20, boxes: 200 },
  threshold: 0.4,
  report: scoreTrays([], { threshold: 0.4, by: 'cross-validation', seconds: 104 }),
});

const region: CountedRegion = { kind: 'ellipse', x: 200, y: 150, rx: 120, ry: 118 };
const edge = { x: 200, y: 150, rx: 120, ry: 118, turn: 0.1, seen: 700, residual: 0.4, region };

const modelOf = (id: number, facts: Partial<ModelRow> = {}): ModelRow => ({
  ...{ id, name: `Model ${id}`, run: null, createdAt: '2026-11-27T10:00:00.000Z', classes: [], test: null },
  ...{ notes: '', retiredAt: null, inUse: false, inUseSince: null, offered: false, origin: null },
  damaged: null,
  ...facts,
});

/** A window in the room, on a tray of a lab that does what it is asked. */
async function roomWith(detections: Detection[], facts: Partial<Tray> = {}) {
  const lab = { detections, facts, detectors: ['new', 'old'].map(detectorOf) };
  const asked: unknown[] = [];
  const edgeBy = <T>(
    source: 'rim' | 'disc',
    answer: (made: { scale: TrayScale; edge: typeof edge }) => T,
  ): T => {
    const scale = { umPerPixel: 300, source, uncertainty: 0.002 };
    lab.facts = { ...lab.facts, scale };
    return answer({ scale, edge });
  };
  const tray = (): Tray => trayWithThings(lab.detections, lab.facts);
  const transport = createFakeTransport({
    edits: { state: () => ({ undo: null, redo: null, person: '' }) },
    detectors: { list: () => lab.detectors },
    models: {
      list: () => [modelOf(1), modelOf(2, { inUse: true }), modelOf(3, { retiredAt: '2026-11-27' })],
      unlisted: () => [],
    },
    shell: { chooseFolder: () => '/out' },
    trays: {
      scaleByRim: ({ diameterMm }) => {
        asked.push({ diameterMm });
        return edgeBy('rim', ({ scale, edge }) => ({ scale, rim: edge }));
      },
      scaleByDisc: ({ diameterMm, x, y }) => {
        asked.push({ diameterMm, x, y });
        return edgeBy('disc', ({ scale, edge }) => ({ scale, disc: edge }));
      },
      classify: (args) => {
        asked.push(args);
        return { classified: 3, unsure: 1, unlike: 1 };
      },
      promote: ({ detections: ids }) => {
        asked.push(ids);
        lab.detections = lab.detections.map((one) =>
          ids.includes(one.id) ? { ...one, sample: { id: one.id, number: `S-${one.id}` } } : one,
        );
        return { samples: ids.map(sampleIdOf) };
      },
      export: (args) => {
        asked.push(args);
        return { job: 5 };
      },
      findByDetector: ({ detector }) => {
        asked.push(detector);
        lab.detections = [...lab.detections, squareAt(40, 0, 0, { source: 'model' })];
        return { proposed: 1, leftOut: [], unseenGround: detector === 'old', ellipses: 2 };
      },
      find: () => ({ proposed: 0, leftOut: [] }),
      list: () => [tray()],
      get: () => ({ tray: tray(), detections: lab.detections }),
      edit: ({ set: { reviewed, ...set } }) => {
        asked.push(set);
        lab.facts = { ...lab.facts, ...(set as Partial<Tray>) };
        if (reviewed !== undefined) lab.facts.reviewed = reviewed ? { by: 'Ines', at: '2026-11-20' } : null;
      },
      draw: ({ outline, source }) => {
        lab.detections = [...lab.detections, squareAt(99, 0, 0, { outline, source, state: 'accepted' })];
        return { detection: 99 };
      },
      cut: ({ detection, line }) => {
        asked.push({ detection, line });
        const parts = [21, 22, 23].map((id, index) => squareAt(id, 20 * index, 0));
        lab.detections = [...lab.detections.filter(({ id }) => id !== detection), ...parts];
        return { detections: parts.map(({ id }) => id) };
      },
      merge: ({ detections: ids }) => {
        asked.push(ids);
        lab.detections = [...lab.detections.filter(({ id }) => !ids.includes(id)), squareAt(30, 0, 0)];
        return { detection: 30 };
      },
      editDetections: ({ detections: ids, set: { state, class: given } }) => {
        asked.push({ ids, state, class: given });
        lab.detections = lab.detections.map((one) =>
          ids.includes(one.id) ? { ...one, ...(state !== undefined && { state }) } : one,
        );
      },
    },
  });
  const window = new LabWindow(createClient(contract, transport), {
    storage: { getItem: () => null, setItem: () => undefined },
  });
  await window.trays.open(1);
  return { room: window.trays, window, asked, lab, transport };
}

const waiting = (): Detection[] =>
  [0.8, 0.3, 0.6].map((score, index) => squareAt(index + 1, 50 * index, 0, { score }));

describe('the review of a tray', () => {
  it('walks from the least sure, and goes on by itself once one is decided', async () => {
    const { room, asked } = await roomWith(waiting());
    await room.review.walk(1);
    expect(room.review.one?.id).toBe(2);
    await room.review.decide('accepted');
    expect(room.review.one?.id).toBe(3);
    await room.review.decide('rejected');
    expect(room.review.one?.id).toBe(1);
    await room.review.classify(1);
    expect(asked).toEqual([
      { ids: [2], state: 'accepted', class: undefined },
      { ids: [3], state: 'rejected', class: undefined },
      { ids: [1], state: 'accepted', class: 1 },
    ]);
    expect(room.review.left).toBe(0);
  });

  it('takes every key in its turn, however slowly the lab writes', async () => {
    const { room, asked } = await roomWith(waiting());
    const { review } = room;
    await Promise.all([
      review.walk(1),
      review.decide('accepted'),
      review.decide('rejected'),
      review.walk(1),
      review.decide('accepted'),
      review.markReviewed(),
    ]);
    expect(asked).toMatchObject([
      { ids: [2], state: 'accepted' },
      { ids: [3], state: 'rejected' },
      { ids: [1], state: 'accepted' },
      {},
    ]);
    expect(room.trays.tray?.reviewed?.by).toBe('Ines');
  });

  it('leaves selected what was clicked while the lab wrote', async () => {
    const { room, asked } = await roomWith(waiting());
    await room.review.walk(1);
    const decided = room.review.decide('accepted');
    while (asked.length === 0) await Promise.resolve();
    room.review.select(1);
    await decided;
    expect(room.review.one?.id).toBe(1);
  });

  it('is not over while something waits: it says how many, and goes to the first', async () => {
    const { room, window } = await roomWith(waiting());
    await room.review.markReviewed();
    expect(window.notices.list[0]?.message).toContain('3 detections still wait');
    expect(room.trays.step).toBe('review');
    expect(room.review.one?.id).toBe(2);
    await room.review.acceptAll();
    await room.review.markReviewed();
    expect(room.trays.tray?.reviewed?.by).toBe('Ines');
    await room.review.markReviewed();
    expect(room.trays.tray?.reviewed).toBeNull();
  });

  it('has the focus on the picture once it goes on by a key, so that Enter is for the thing', async () => {
    const { room, window } = await roomWith(waiting());
    const focus = vi.fn();
    room.stage = { focus } as unknown as HTMLElement;
    const next = traysCommands(room).find(({ id }) => id === 'trays.next');
    await next?.run?.();
    expect([room.review.one?.id, focus.mock.calls.length]).toEqual([2, 0]);
    await next?.run?.({ key: 'n', typing: false });
    expect([room.review.one?.id, focus.mock.calls.length]).toEqual([3, 1]);
    window.notices.tell('3 things found: look at each.');
    await room.review.decide('accepted');
    expect(window.notices.list).toEqual([]);
  });

  it('selects several, and takes one back', async () => {
    const { room } = await roomWith(waiting());
    room.review.select(1);
    room.review.select(2, true);
    expect(room.review.selected).toHaveLength(2);
    room.review.select(1, true);
    expect(room.review.one?.id).toBe(2);
    room.review.select(undefined);
    expect(room.review.selected).toHaveLength(0);
    await room.review.decide('accepted');
    expect(room.review.left).toBe(3);
  });
});

describe('things that were found as one, or in parts', () => {
  const drawCut = async ({ tools }: LabWindow['trays'], y: number) => {
    tools.take('cut');
    tools.press({ x: -10, y });
    tools.drag({ x: 20, y }, 1);
    await tools.release(1);
  };

  it('are cut along a line through them, and all parts are selected', async () => {
    const { room, window, asked } = await roomWith(waiting());
    await drawCut(room, 200);
    expect(window.notices.list[0]?.message).toContain('No thing lies under this line');
    room.tools.take('cut');
    await drawCut(room, 5);
    expect(asked).toEqual([{ detection: 1, line: [-10, 5, 20, 5] }]);
    expect(room.review.selected.map(({ id }) => id)).toEqual([21, 22, 23]);
    expect([room.tools.isBusy, room.tools.line]).toEqual([false, undefined]);
  });

  it('are cut where one is selected, wherever the middle of the line lies', async () => {
    const { room, asked } = await roomWith(waiting());
    room.review.select(3);
    await drawCut(room, 200);
    expect(asked).toEqual([{ detection: 3, line: [-10, 200, 20, 200] }]);
  });

  it('are made one where two or more are selected', async () => {
    const { room, window, asked } = await roomWith(waiting());
    room.review.select(1);
    await room.review.merge();
    expect([asked, window.notices.list.length]).toEqual([[], 1]);
    room.review.select(2, true);
    await room.review.merge();
    expect(asked).toEqual([[1, 2]]);
    expect(room.review.one?.id).toBe(30);
  });
});

describe('the smallest length that is kept', () => {
  it('is what the picture shows well, until a person says another: in µm, or in pixels', async () => {
    const { room } = await roomWith([], { scale: null });
    expect([room.find.settings.smallest, room.find.isTyped]).toEqual([12, false]);
    room.find.setSmallest(30);
    await room.trays.edit({ scale: { umPerPixel: 20, source: 'typed', uncertainty: null } });
    expect([room.find.settings.smallest, room.find.smallestInPixels]).toEqual([200, 10]);
    room.find.setSmallest(50);
    room.find.set({ offset: 0.5 });
    expect(room.find.settings).toMatchObject({ smallest: 50, offset: 0.5 });
    await room.trays.edit({ scale: null });
    expect([room.find.settings.smallest, room.find.isTyped]).toEqual([30, true]);
    room.find.setSmallest(null);
    expect(room.find.settings.smallest).toBe(12);
  });
});

describe('a detector of the lab', () => {
  it('proposes, and what it says of the ground stands until something else proposes', async () => {
    const { room, asked } = await roomWith([]);
    await room.detector.look();
    expect(room.detector.chosen?.id).toBe('new');
    room.detector.choose('old');
    const found = room.detector.find();
    expect(room.detector.finding).toBe(true);
    await found;
    expect([asked, room.detector.finding, room.trays.step]).toEqual([['old'], false, 'review']);
    expect(room.detector.told).toEqual({ tray: 1, unseenGround: true, ellipses: 2 });
    expect(room.review.left).toBe(1);
    await room.find.find();
    expect(room.detector.told).toBeUndefined();
  });

  it('is missing in a lab that has trained none, which is said', async () => {
    const { room, window, asked, lab } = await roomWith([]);
    lab.detectors = [];
    await room.detector.find();
    expect(asked).toEqual([]);
    expect(window.notices.list[0]?.message).toContain('Models → Detectors');
  });
});

describe('something round of known diameter', () => {
  it('gives the scale by the rim, and what lies inside of it is counted once that is asked for', async () => {
    const { room, asked } = await roomWith([]);
    room.round.diameter = 'nine';
    await room.round.byRim();
    expect(room.round.problem).toContain('not a number');
    room.round.diameter = '3 m';
    await room.round.byRim();
    expect([asked, room.round.problem]).toEqual([[], 'A diameter lies between 0.01 and 2000 mm.']);
    room.round.diameter = '9 cm';
    await room.round.byRim();
    expect([room.round.seen?.of, room.round.problem]).toEqual(['rim', '']);
    await room.round.countInside();
    expect(asked).toEqual([{ diameterMm: 90 }, { region }]);
    await room.trays.edit({ scale: null });
    expect(room.round.seen).toBeUndefined();
  });

  it('gives the scale by a disc that is clicked on', async () => {
    const { room, asked } = await roomWith([]);
    expect([room.round.isReady(), room.round.problem]).toEqual([false, 'Write its diameter first.']);
    room.round.diameter = '23.25';
    room.tools.take('disc');
    room.tools.press({ x: 30, y: 40 });
    expect([room.tools.isBusy, room.round.looking]).toEqual([false, true]);
    await expect.poll(() => room.round.seen?.of).toBe('disc');
    expect(asked).toEqual([{ diameterMm: 23.25, x: 30, y: 40 }]);
  });
});

describe('what becomes of a tray', () => {
  it('is named by the model in use, or by another that is chosen', async () => {
    const { room, window, asked } = await roomWith(waiting());
    await room.results.ask();
    expect(asked).toEqual([]);
    await window.models.models.refresh();
    expect(room.results.models.map(({ id }) => id).toSorted()).toEqual([1, 2]);
    await room.results.ask();
    room.results.choose(1);
    await room.results.ask();
    expect(asked).toEqual([
      { trays: [1], model: 2 },
      { trays: [1], model: 1 },
    ]);
    expect(window.notices.list.at(-1)?.message).toContain('named 3, is unsure of 1, and 1 is unlike');
  });

  it('becomes samples where it counts and is none yet', async () => {
    const sample = { id: 9, number: 'S-0009' };
    const { room, asked } = await roomWith([
      squareAt(1, 0, 0, { state: 'accepted' }),
      squareAt(2, 50, 0, { state: 'accepted', sample }),
      squareAt(3, 100, 0),
    ]);
    await room.results.promote();
    await room.results.promote();
    expect(asked).toEqual([[1]]);
    expect(room.results.unsampled).toEqual([]);
  });

  it('is written into a folder, and what was written is told until it is put away', async () => {
    const { room, asked, transport } = await roomWith([]);
    room.results.format = 'coco';
    await room.results.export();
    room.results.scope = 'survey';
    room.results.picture = 'svg';
    const result = { directory: '/out', files: [], trays: 1, detections: 4, leftOut: [], checks: [] };
    transport.emit('jobs.changed', {
      ...{ id: 5, kind: 'export-trays', title: 'Trays', state: 'done', resumable: false, damaged: null },
      ...{ progress: null, createdAt: '2026-11-27', endedAt: '2026-11-27', error: null, result },
    });
    expect(room.results.report?.detections).toBe(4);
    room.results.putReportAway();
    expect(room.results.report).toBeUndefined();
    await room.results.export();
    expect(asked).toEqual([
      { directory: '/out', format: 'coco', trays: [1], unreviewed: false, picture: 'jpeg' },
      { directory: '/out', format: 'coco', survey: 1, unreviewed: false, picture: 'svg' },
    ]);
  });
});

describe('what is drawn on a tray', () => {
  it('gives the scale, typed or by a line of known length', async () => {
    const { room, asked } = await roomWith([]);
    expect(await room.tools.setScale('twelve')).toBe(false);
    expect(room.tools.problem).toContain('not a number');
    await room.tools.setScale('12.5');
    room.tools.take('ruler');
    room.tools.press({ x: 10, y: 10 });
    room.tools.drag({ x: 210, y: 10 }, 1);
    await room.tools.release(1);
    await room.tools.setScale('10 mm');
    expect(asked).toEqual([
      { scale: { umPerPixel: 12.5, source: 'typed', uncertainty: null } },
      { scale: { umPerPixel: 50, source: 'ruler', uncertainty: null } },
    ]);
    expect(room.tools.isBusy).toBe(false);
  });

  it('is the region that is counted', async () => {
    const { room, asked } = await roomWith([]);
    room.tools.take('ellipse');
    room.tools.press({ x: 20, y: 10 });
    room.tools.drag({ x: 120, y: 60 }, 1);
    await room.tools.release(1);
    expect(asked).toEqual([{ region: { kind: 'ellipse', x: 70, y: 35, rx: 50, ry: 25 } }]);
  });

  it('is a thing once it is closed; two corners are none', async () => {
    const { room, window } = await roomWith([]);
    room.tools.take('draw');
    for (const at of [
      { x: 0, y: 0 },
      { x: 30, y: 0 },
    ])
      room.tools.press(at);
    await room.tools.close();
    expect(window.notices.list).toHaveLength(1);
    room.tools.drag({ x: 31, y: 0 }, 1);
    expect(room.tools.corners).toHaveLength(2);
    room.tools.drag({ x: 30, y: 40 }, 1);
    await room.tools.close();
    expect(room.review.one).toMatchObject({ id: 99, source: 'drawn' });
    room.tools.press({ x: 1, y: 1 });
    room.tools.cancel();
    expect([room.tools.isBusy, room.tools.corners.length]).toEqual([true, 0]);
    room.tools.cancel();
    expect(room.tools.isBusy).toBe(false);
  });
});
