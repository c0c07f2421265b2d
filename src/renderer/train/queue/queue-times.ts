/** A training that waits, as far as its time goes. */
interface Waiting {
  readonly job: number;
  /** ISO time before which it does not begin. */
  readonly notBefore: string | null;
  /** How long it takes; null where nobody knows. */
  readonly seconds: number | null;
}

export interface PlannedTime {
  /** Milliseconds since 1970; undefined where something before it takes a time that nobody knows. */
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/**
 * When waiting trainings begin and end: one at a time, in their order, and one that may not begin yet lets the ones behind it
 * pass, as the lab does it.
 *
 * @param now milliseconds since 1970.
 * @param busyFor seconds that the one that is on still takes; null where nobody knows.
 * @returns by job.
 */
export function queueTimes(
  waiting: readonly Waiting[],
  now: number,
  busyFor: number | null,
): ReadonlyMap<number, PlannedTime> {
  const times = new Map<number, PlannedTime>();
  const left = [...waiting];
  let free = busyFor === null ? undefined : now + busyFor * 1000;
  while (left.length > 0) {
    const next = free === undefined ? undefined : nextAt(left, free);
    // Behind something that takes a time nobody knows, no time is known.
    const chosen = next ?? left[0];
    if (chosen === undefined) break;
    left.splice(left.indexOf(chosen), 1);
    const start =
      free === undefined
        ? undefined
        : Math.max(free, chosen.notBefore === null ? free : Date.parse(chosen.notBefore));
    const end = start === undefined || chosen.seconds === null ? undefined : start + chosen.seconds * 1000;
    times.set(chosen.job, { start, end });
    free = end;
  }
  return times;
}

function nextAt(waiting: readonly Waiting[], free: number): Waiting | undefined {
  const moment = ({ notBefore }: Waiting): number => (notBefore === null ? 0 : Date.parse(notBefore));
  return (
    waiting.find((one) => moment(one) <= free) ?? waiting.toSorted((a, b) => moment(a) - moment(b)).at(0)
  );
}

/** The next time that a clock shows `HH:MM`, as ISO. @param now the present, in milliseconds since 1970. */
export function nextTimeOf(clock: string, now: number): string | undefined {
  const [hours = NaN, minutes = NaN] = clock.split(':').map(Number);
  if (!(hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)) return undefined;
  const at = new Date(now);
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.toISOString();
}
