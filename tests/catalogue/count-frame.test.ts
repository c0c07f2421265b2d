import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { saveProfile } from '#host/catalogue/edits/edit-profiles.ts';
import { detectionsOf, listTrays, trayWith } from '#host/catalogue/queries/trays.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { readDetector } from '#host/detector/detector-file.ts';
import { findThings } from '#host/detector/find-things.ts';
import { Finder } from '#host/finding/finder.ts';
import { fromPixels } from '#host/imaging/preprocess.ts';
import { HostEvents } from '#host/server/events.ts';
import { countingHandlers } from '#host/server/handlers/counting.ts';
import { LabHolder } from '#host/server/lab-holder.ts';
import { countByDetector, keepFrame } from '#host/trays/count-frame.ts';
import type { Finds } from '#host/trays/search-by-detector.ts';
import { newDetectorFile } from '#host/trays/stored-detectors.ts';
import { contract } from '#shared/contract/contract.ts';
import { dispatch } from '#shared/contract/dispatch.ts';
import { defaultFindingSettings } from '#shared/domain/finding.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';
import { disc, drawn } from '../support/shapes.ts';
import { writeTinyDetector } from '../support/tiny-detector.ts';

const [width, height] = [160, 120];
/** Two discs of 24 px at the left, one of 12 at the right. */
const pixels = drawn({ width, height, shapes: [disc(40, 30, 24), disc(40, 90, 24), disc(130, 60, 12)] });
const picture = new Uint8Array(await fromPixels(pixels).png().toBuffer());
const settings = { ...defaultFindingSettings, smallest: 5 };
/** The right half. */
const right = { x: 1, y: 0.5, side: 0.66 };

/** One for all: it loads OpenCV. */
const finder = new Finder();
afterAll(() => finder.close());

const inThisProcess: Finds = (detector, seen) => findThings(readDetector(detector), seen);

function benchOf() {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0 });
  const keep = (
    by: Parameters<typeof keepFrame>[2]['by'],
    more: Partial<Parameters<typeof keepFrame>[2]> = {},
  ) =>
    keepFrame({ lab, finder }, () => author, { survey, picture, region: null, by, ...more }, inThisProcess);
  return { lab, keep };
}

test('a frame is counted, in all of it or in a part; what is no frame is refused in words', async () => {
  const events = new HostEvents();
  const counting = countingHandlers(new LabHolder(events), events, finder);
  const frame = { width, height, rgb: pixels.data };
  const count = (args: object): Promise<unknown> =>
    dispatch(contract, { counting }, 'counting.frame', { frame, region: null, settings, ...args });
  expect(await count({})).toMatchObject({
    found: [{}, {}, {}],
    leftOut: { small: 0, edge: 0, outside: 0, large: 0 },
  });
  expect(await count({ settings: { ...settings, smallest: 18 } })).toMatchObject({
    found: [{}, {}],
    leftOut: { small: 1 },
  });
  expect(await count({ region: right })).toMatchObject({ found: [{ touching: false, atEdge: false }] });
  await refusal('bad-argument', () => count({ frame: { ...frame, width: width + 1 } }));
  await refusal('bad-argument', () =>
    count({ frame: { width: 4000, height: 1, rgb: new Uint8Array(12_000) } }),
  );
});

test('a frame is kept as a tray with its things and the profile’s scale, in one step', async () => {
  const { lab, keep } = benchOf();
  saveProfile(lab.db, author, { name: '4x', umPerPixel: 20 });
  // 300 µm are 15 px.
  const kept = await keep({ settings: { ...settings, smallest: 300 } });
  expect(kept).toMatchObject({ number: 'T-0001', proposed: 2, unseenGround: false });
  const look = (): unknown => listTrays(lab.db).map(({ id, ...tray }) => [tray, detectionsOf(lab.db, id)]);
  const after = look();
  expect(listTrays(lab.db)).toMatchObject([
    {
      scale: { umPerPixel: 20, source: 'profile', uncertainty: null },
      region: null,
      counts: { proposed: 2 },
    },
  ]);
  expect(detectionsOf(lab.db, kept.tray)).toMatchObject([{ source: 'threshold' }, { source: 'threshold' }]);
  expect(await verifyLab(lab)).toMatchObject({ problems: [], leftovers: 0 });
  const again = await refusal('conflict', () => keep({ settings }));
  expect(again.message).toContain('it is in the lab already, as tray T-0001 of North Bay');
  undo(lab.db);
  expect(look()).toEqual([]);
  redo(lab.db);
  expect(look()).toEqual(after);
});

test('a part of the picture is the tray’s counted region, and without a profile there is no scale', async () => {
  const { lab, keep } = benchOf();
  const { tray, proposed } = await keep({ settings }, { region: right });
  expect(proposed).toBe(1);
  const { region, scale } = trayWith(lab.db, tray);
  expect(scale).toBeNull();
  expect(region).toMatchObject({
    kind: 'polygon',
    outline: [
      [81, 20],
      [160, 20],
      [160, 99],
      [81, 99],
    ],
  });
});

test('a detector counts a frame and leaves nothing behind; its things are proposed as the model’s', async () => {
  const { lab, keep } = benchOf();
  writeTinyDetector(newDetectorFile(lab), { name: 'tiny', groundLimit: 0 });
  const frames = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('strandline-frame-'));
  const before = frames();
  const count = (region: typeof right | null) =>
    countByDetector(lab, { picture, region, detector: 'tiny' }, inThisProcess);
  const all = await count(null);
  expect(all).toMatchObject({ leftOut: [], unseenGround: true });
  expect(all.found).toHaveLength(3);
  expect((await count(right)).found).toHaveLength(1);
  expect(frames()).toEqual(before);
  const { tray, proposed, unseenGround } = await keep({ detector: 'tiny' });
  expect([proposed, unseenGround]).toEqual([3, true]);
  expect(detectionsOf(lab.db, tray).map(({ source }) => source)).toEqual(['model', 'model', 'model']);
});

test('what is no picture, no detector or no survey is refused, and nothing is kept', async () => {
  const { lab, keep } = benchOf();
  const unread = await refusal('photo-unreadable', () => keep({ settings }, { picture: new Uint8Array(9) }));
  expect(unread.message).toMatch(/^The camera’s picture could not be read: /);
  await refusal('not-found', () => keep({ detector: 'none' }));
  await refusal('not-found', () => keep({ settings }, { survey: 99 }));
  expect(listTrays(lab.db)).toEqual([]);
});
