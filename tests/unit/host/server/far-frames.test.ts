import { expect, test } from 'vitest';
import { FarFrames } from '#host/server/served/far-frames.ts';
import type { Reply } from '#shared/contract/wire.ts';

const opened = {
  model: 3,
  name: 'resnet18',
  calibration: { classes: ['plastic', 'wood'], temperature: 1, threshold: 0.5, sureness: null },
  imageSize: 64,
  fingerprint: null,
};
const png = new Uint8Array(50);
const statistics = {
  ...{ brightness: 120, red: 120, green: 120, blue: 120, contrast: 9, sharpness: 40 },
  ...{ light: 200, warmth: 0, tint: 0 },
};
const frame = { width: 100, height: 100, rgb: new Uint8Array(30_000) };

/** Both ends, which remember what they were asked. */
function ends(here: (name: string) => Reply, told: unknown = opened) {
  const asked: [end: 'here' | 'there', name: string, args: unknown][] = [];
  const frames = new FarFrames({
    here: (name, args) => {
      asked.push(['here', name, args]);
      return Promise.resolve(here(name));
    },
    there: (name, args) => {
      asked.push(['there', name, args]);
      const value = name === 'bench.open' ? told : { logits: [1, 2], distance: null, statistics: null };
      return Promise.resolve({ ok: true, value });
    },
  });
  return { frames, asked };
}

const sizing = (): Reply => ({ ok: true, value: { png, statistics } });

test('a frame is sized and measured here, and predicted there', async () => {
  const { frames, asked } = ends(sizing);
  await frames.ask('bench.open', { model: 3 });
  const reply = await frames.ask('bench.predict', { model: 3, frame, measure: true });
  expect(reply).toEqual({ ok: true, value: { logits: [1, 2], distance: null, statistics } });
  await frames.ask('bench.explain', { model: 3, of: frame });
  expect(asked.slice(1)).toEqual([
    ['here', 'bench.sizeFrame', { frame, imageSize: 64, measure: true }],
    ['there', 'bench.predict', { model: 3, frame: { png } }],
    ['here', 'bench.sizeFrame', { frame, imageSize: 64, measure: false }],
    ['there', 'bench.explain', { model: 3, of: { png } }],
  ]);
});

test('a frame goes as it is where its network’s size is not known, or it cannot be sized', async () => {
  const asIs = { model: 3, frame, measure: true };
  const unknown = ends(sizing, { ...opened, imageSize: 'large' });
  await unknown.frames.ask('bench.open', { model: 3 });
  await unknown.frames.ask('bench.predict', asIs);
  expect(unknown.asked.at(-1)).toEqual(['there', 'bench.predict', asIs]);

  const broken = ends(() => ({ ok: false, error: { code: 'host-gone', message: 'gone', data: {} } }));
  await broken.frames.ask('bench.open', { model: 3 });
  await broken.frames.ask('bench.predict', asIs);
  expect(broken.asked.at(-1)).toEqual(['there', 'bench.predict', asIs]);
});

test('things in a frame are counted here; whatever else is asked goes there', async () => {
  const { frames, asked } = ends(() => ({ ok: true, value: null }));
  await frames.ask('counting.frame', { frame });
  await frames.ask('bench.explain', { of: { file: '/a.jpg' } });
  await frames.ask('lab.current', undefined);
  expect(asked.map(([end, name]) => [end, name])).toEqual([
    ['here', 'counting.frame'],
    ['there', 'bench.explain'],
    ['there', 'lab.current'],
  ]);
});
