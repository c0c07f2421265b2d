import { describe, expect, it } from 'vitest';
import type { SampleRow } from '#shared/catalogue.ts';
import { SamplePages } from '../../../src/renderer/lib/sample-pages.svelte.ts';

function lab(total: number): {
  load: (offset: number, limit: number) => Promise<{ total: number; samples: SampleRow[] }>;
  asked: number[];
} {
  const asked: number[] = [];
  return {
    asked,
    load: (offset, limit) => {
      asked.push(offset);
      const length = Math.max(0, Math.min(limit, total - offset));
      const samples = Array.from({ length }, (_, index) => sample(offset + index + 1));
      return Promise.resolve({ total, samples });
    },
  };
}

function sample(id: number): SampleRow {
  return { id, survey: 1, number: `S-${id}`, class: null, photos: [] };
}

function fail(error: unknown): never {
  throw error;
}

describe('sample pages', () => {
  it('loads the pages in view and no others', async () => {
    const { load, asked } = lab(100_000);
    const pages = new SamplePages(load, fail);
    await pages.restart();
    await pages.need(50_150, 50_250);
    expect(pages.total).toBe(100_000);
    expect(asked).toEqual([0, 50_000, 50_200]);
    expect(pages.at(50_150)?.number).toBe('S-50151');
    expect(pages.at(70_000)).toBeUndefined();
  });

  it('loads only the last view where the person scrolls faster than the lab answers', async () => {
    const { load, asked } = lab(100_000);
    const pages = new SamplePages(load, fail);
    await pages.restart();
    await Promise.all([10_000, 30_000, 60_000, 90_000].map((first) => pages.need(first, first + 20)));
    expect(asked.slice(1)).toEqual([10_000, 90_000]);
    expect(pages.at(90_010)?.id).toBe(90_011);
  });

  it('holds a bounded number of pages', async () => {
    const { load, asked } = lab(100_000);
    const pages = new SamplePages(load, fail);
    await pages.restart();
    for (let first = 0; first < 20_000; first += 200) await pages.need(first, first + 199);
    expect(asked).toHaveLength(100);
    expect(pages.at(0)).toBeUndefined();
    expect(pages.at(19_999)?.id).toBe(20_000);
  });

  it('keeps showing the old rows until the reload has the new ones, also where there are fewer', async () => {
    let total = 500;
    const pages = new SamplePages((offset, limit) => lab(total).load(offset, limit), fail);
    await pages.restart();
    await pages.need(450, 499);
    total = 100;
    const reloaded = pages.reload();
    expect(pages.at(460)?.id).toBe(461);
    await reloaded;
    await pages.need(0, 50);
    expect(pages.total).toBe(100);
    expect(pages.at(99)?.id).toBe(100);
    expect(pages.at(460)).toBeUndefined();
  });

  it('drops the answer to a question that is no longer asked', async () => {
    const waiting: (() => void)[] = [];
    const load = (): Promise<{ total: number; samples: SampleRow[] }> => {
      const answer = { total: 1, samples: [sample(waiting.length + 1)] };
      return new Promise((done) => waiting.push(() => done(answer)));
    };
    const pages = new SamplePages(load, fail);
    const first = pages.restart();
    void pages.restart();
    waiting[0]?.();
    await Promise.resolve();
    await new Promise((done) => setTimeout(done, 0));
    expect(pages.at(0)).toBeUndefined();
    waiting[1]?.();
    await first;
    expect(pages.at(0)?.id).toBe(2);
  });

  it('says what failed, once, and tries again when asked', async () => {
    const errors: unknown[] = [];
    let broken = true;
    const pages = new SamplePages(
      (offset, limit) => (broken ? Promise.reject(new Error('gone')) : lab(3).load(offset, limit)),
      (error) => errors.push(error),
    );
    await pages.restart();
    expect(errors).toHaveLength(1);
    broken = false;
    await pages.reload();
    expect(pages.total).toBe(3);
  });
});
