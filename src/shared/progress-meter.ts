import type { Progress, OnProgress } from './progress.ts';

type Report = Parameters<OnProgress>[0];

/** How far back the rate looks, in milliseconds: long enough to be calm, short enough to follow a change. */
const windowMs = 15_000;
/** Rates over less time than this are noise and stay unknown. */
const minimumMs = 500;

/** Turns bare counts into a progress snapshot with rate and time left. Pure but for its own memory: time is given. */
export class ProgressMeter {
  #phase = '';
  #marks: { at: number; done: number }[] = [];

  /** @param now milliseconds on any steady clock. */
  update(report: Report, now: number): Progress {
    if (report.phase !== this.#phase) {
      this.#phase = report.phase;
      this.#marks = [];
    }
    this.#marks = [
      ...this.#marks.filter((mark) => now - mark.at <= windowMs),
      { at: now, done: report.done },
    ];
    const rate = this.#rate();
    const left = Math.max(0, report.total - report.done);
    return {
      phase: report.phase,
      value: Math.min(1, Math.max(0, report.value ?? (report.total === 0 ? 0 : report.done / report.total))),
      done: report.done,
      total: report.total,
      unit: report.unit,
      rate,
      eta: rate === null || rate <= 0 ? null : left / rate,
    };
  }

  #rate(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < minimumMs) return null;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }
}
