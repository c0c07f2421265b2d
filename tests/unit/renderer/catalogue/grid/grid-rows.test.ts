import { describe, expect, it } from 'vitest';
import { type GridQuery, gridQuerySchema } from '#shared/domain/grid.ts';
import { GridRows, type GridSource } from '../../../../../src/renderer/catalogue/grid/grid-rows.svelte.ts';
import { photoRow, sampleRow } from '../../../../support/rows.ts';

const bySample = gridQuerySchema.parse({});

function listOf(total: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: total }, (_, index) => index + 1);
}

/** A lab of samples numbered from 1; `asked` gathers the first id of every page that is asked for. */
function lab(total: number): GridSource & { asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    list: () => Promise.resolve(listOf(total)),
    samples: (ids) => {
      asked.push(ids[0] ?? 0);
      return Promise.resolve(ids.map((id) => sampleRow(id)));
    },
  };
}

function fail(error: unknown): never {
  throw error;
}

describe('the rows of the grid', () => {
  it('are loaded where they are in view and nowhere else', async () => {
    const source = lab(100_000);
    const rows = new GridRows(source, fail);
    await rows.list(bySample);
    await rows.need(50_150, 50_250);
    expect(rows.total).toBe(100_000);
    expect(source.asked).toEqual([1, 50_001, 50_201]);
    expect(rows.at(50_150)?.sample.number).toBe('S-50151');
    expect(rows.at(70_000)).toBeUndefined();
  });

  it('of the last view only, where the person scrolls faster than the lab answers', async () => {
    const source = lab(100_000);
    const rows = new GridRows(source, fail);
    await rows.list(bySample);
    await Promise.all([10_000, 30_000, 60_000, 90_000].map((first) => rows.need(first, first + 20)));
    expect(source.asked.slice(1)).toEqual([10_001, 90_001]);
    expect(rows.at(90_010)?.sample.id).toBe(90_011);
  });

  it('are held in a bounded number, those near the view the longest', async () => {
    const source = lab(100_000);
    const rows = new GridRows(source, fail);
    await rows.list(bySample);
    for (let first = 0; first < 20_000; first += 200) await rows.need(first, first + 199);
    expect(source.asked).toHaveLength(100);
    expect(rows.at(0)).toBeUndefined();
    expect(rows.at(19_999)?.sample.id).toBe(20_000);
    expect(rows.at(18_500)?.sample.id).toBe(18_501);
  });

  it('are shown as they were until the new ones are there, also where there are fewer', async () => {
    let total = 500;
    const rows = new GridRows({ ...lab(0), list: () => Promise.resolve(listOf(total)) }, fail);
    await rows.list(bySample);
    await rows.need(450, 499);
    total = 100;
    const listed = rows.list(bySample);
    expect(rows.at(460)?.sample.id).toBe(461);
    await listed;
    expect(rows.total).toBe(100);
    await rows.need(0, 50);
    expect(rows.at(99)?.sample.id).toBe(100);
    expect(rows.at(460)).toBeUndefined();
  });

  it('are asked for again after a change, and keep their places', async () => {
    let colour = 'blue';
    const source = lab(3);
    const samples: GridSource['samples'] = (ids) =>
      Promise.resolve(ids.map((id) => sampleRow(id, { number: `${colour} ${id}` })));
    const rows = new GridRows({ ...source, samples }, fail);
    await rows.list(bySample);
    colour = 'red';
    await rows.reload();
    expect(rows.at(1)?.sample.number).toBe('red 2');
  });

  it('drop the answer to a question that is no longer asked', async () => {
    const waiting: ((ids: Uint32Array<ArrayBuffer>) => void)[] = [];
    const list = (): Promise<Uint32Array<ArrayBuffer>> => new Promise((done) => waiting.push(done));
    const rows = new GridRows({ ...lab(0), list }, fail);
    const first = rows.list(bySample);
    const second = rows.list({ ...bySample, sort: 'size' });
    waiting[1]?.(listOf(2));
    expect(await second).toBe(true);
    waiting[0]?.(listOf(9));
    expect(await first).toBe(false);
    expect(rows.total).toBe(2);
  });

  it('are photos where the grid goes by photo, each with its sample', async () => {
    const photos = [photoRow(11, 1, 0), photoRow(12, 1, 1)];
    const byPhoto: GridQuery = { ...bySample, by: 'photo' };
    const rows = new GridRows(
      {
        list: () => Promise.resolve(Uint32Array.of(11, 12)),
        samples: () => Promise.resolve([sampleRow(1, { photos })]),
      },
      fail,
    );
    await rows.list(byPhoto);
    expect(rows.at(1)).toMatchObject({ sample: { id: 1 }, photo: { id: 12 } });
  });

  it('say what failed, once, and are asked for again when wanted', async () => {
    const errors: unknown[] = [];
    let broken = true;
    const whole = lab(3);
    const samples: GridSource['samples'] = (ids, by) =>
      broken ? Promise.reject(new Error('gone')) : whole.samples(ids, by);
    const rows = new GridRows({ ...whole, samples }, (error) => errors.push(error));
    await rows.list(bySample);
    expect(errors).toHaveLength(1);
    broken = false;
    await rows.reload();
    expect(rows.at(2)?.sample.id).toBe(3);
  });
});
