import { describe, expect, it } from 'vitest';
import { refresher } from '../../../../src/renderer/lib/refresher.ts';

describe('refresher', () => {
  it('gathers calls during a reload into one more reload, and never runs two at once', async () => {
    let runs = 0;
    let atOnce = 0;
    let most = 0;
    const refresh = refresher(async () => {
      runs += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((done) => setTimeout(done, 1));
      atOnce -= 1;
    });
    await Promise.all([refresh(), refresh(), refresh(), refresh()]);
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  it('tells the one who waits of a failure and works again afterwards', async () => {
    let fail = true;
    const refresh = refresher(() => (fail ? Promise.reject(new Error('no')) : Promise.resolve()));
    await expect(refresh()).rejects.toThrow('no');
    fail = false;
    await expect(refresh()).resolves.toBeUndefined();
  });
});
