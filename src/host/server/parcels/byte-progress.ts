import { ProgressMeter } from '#shared/progress-meter.ts';
import type { FarEnd } from './ends.ts';

const everyMs = 200;

/** Tells how many bytes are through, now and then. @returns what is told of more of them. */
export function byteProgress(
  { onProgress }: Pick<FarEnd, 'onProgress'>,
  phase: string,
  bytes: number,
): (more: number) => void {
  const meter = new ProgressMeter();
  const kilo = (count: number): number => Math.round(count / 1000);
  let done = 0;
  let told = -Infinity;
  return (more) => {
    done += more;
    const now = performance.now();
    const progress = meter.update({ phase, done: kilo(done), total: kilo(bytes), unit: 'kB' }, now);
    if (now - told < everyMs && done < bytes) return;
    told = now;
    onProgress(progress);
  };
}
