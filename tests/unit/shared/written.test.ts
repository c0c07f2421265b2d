import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Who writes is kept in the module: each test gets one of its own. */
const load = async () => ({
  written: await import('#shared/written.ts'),
  figures: await import('#shared/learning/figures/figure-text.ts'),
});
let written: Awaited<ReturnType<typeof load>>['written'];
let figures: Awaited<ReturnType<typeof load>>['figures'];

beforeEach(async () => {
  vi.resetModules();
  ({ written, figures } = await load());
});
afterEach(() => vi.resetModules());

describe('numbers and dates', () => {
  it('are English and ISO until a program says whose system it is', () => {
    expect(written.numberText(1204)).toBe('1,204');
    expect(written.fixedText(89.25, 1)).toBe('89.3');
    expect(written.dateTimeText('2026-08-02T14:05:00')).toBe('2026-08-02 14:05');
    expect(written.dateText('2026-08-02')).toBe('2026-08-02');
  });

  it('are written as the system writes them, in figures of sentences, too', () => {
    written.writeAs('de-DE');
    expect(written.numberText(1204)).toBe('1.204');
    expect(figures.shareText(0.892, [0.869, 0.911], 214)).toBe('89,2 % (86,9–91,1)');
    expect(figures.signedText(-0.0234)).toBe('−2,3');
    expect(figures.countedText(7.25 / 8, 8)).toBe('7,3 of 8');
    expect(written.dateTimeText('2026-08-02T14:05:00')).toBe('02.08.2026, 14:05');
    expect(written.dateText('2026-08-02')).toBe('02.08.2026');
  });

  it('stay as they are where the system names no language', () => {
    for (const tag of ['C', '', 'POSIX!', 'de_DE.UTF-8']) written.writeAs(tag);
    expect(written.numberText(1204)).toBe('1,204');
    expect(written.dateText('2026-08-02')).toBe('2026-08-02');
  });

  it('are grouped although the system’s own way has extensions', () => {
    written.writeAs('en-US-u-va-posix');
    expect(written.numberText(1204)).toBe('1,204');
  });

  it('have no sign where they are nothing to one digit', () => {
    expect(figures.signedText(-0.0002)).toBe('0.0');
    expect(figures.signedText(0.0002)).toBe('0.0');
    expect(figures.signedText(0.0234)).toBe('+2.3');
  });

  it('leave what is no date as it is', () => {
    written.writeAs('de-DE');
    expect(written.dateTimeText('yesterday')).toBe('yesterday');
    expect(written.dateText('2026')).toBe('2026');
  });
});
