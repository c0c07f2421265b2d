import { describe, expect, it } from 'vitest';
import { type Drift, fingerprintOf } from '#shared/camera/drift.ts';
import { photoStatistics } from '#shared/camera/statistics.ts';
import { DriftMonitor } from '../../../../../src/renderer/bench/live/drift-monitor.svelte.ts';

const even = (level: number): ReturnType<typeof photoStatistics> =>
  photoStatistics(new Uint8Array(3 * 16 * 16).fill(level), 16);
const fingerprint =
  fingerprintOf(Array.from({ length: 100 }, (_, index) => even(180 + (index % 20)))) ?? null;

describe('the bench’s eye on drift', () => {
  it('says it in words once it lasts, takes it back, and tells of it once', () => {
    const told: Drift[] = [];
    const monitor = new DriftMonitor((drift) => told.push(drift));
    monitor.sawPicture(even(90));
    expect(monitor.sentence, 'without a fingerprint').toBeUndefined();
    monitor.compareWith(fingerprint);
    for (let picture = 1; picture <= 6; picture += 1) {
      monitor.sawPicture(even(90));
      expect(monitor.sentence === undefined).toBe(picture < 5);
    }
    expect(monitor.sentence).toContain('The picture is darker than the training photos');
    expect(told).toHaveLength(1);
    monitor.sawPicture(even(190));
    expect(monitor.sentence).toBeUndefined();
  });

  it('looks at five fragments together, and forgets them with the model', () => {
    const monitor = new DriftMonitor(() => undefined);
    monitor.compareWith(fingerprint);
    for (let fragment = 1; fragment <= 5; fragment += 1) monitor.sawFragment([even(168), even(172)]);
    expect(monitor.sentence).toContain('The last 5 fragments are darker');
    monitor.compareWith(fingerprint);
    expect(monitor.sentence).toBeUndefined();
  });

  it('measures four times a second at most, and not at all where there is nothing to compare with', () => {
    const monitor = new DriftMonitor(() => undefined);
    expect(monitor.isDue(0)).toBe(false);
    monitor.compareWith(fingerprint);
    expect([0, 100, 249, 250, 400, 600].map((now) => monitor.isDue(now))).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
  });
});
