import type { QueueEntry } from '#shared/jobs/queue.ts';
import { clockText, dateText } from '#shared/written.ts';
import type { PlannedTime } from './queue-times.ts';
import { queueStrings as words } from './strings.ts';

/**
 * A moment as people say it: `today at 22:00`, `tomorrow at 06:00`, `2026-08-02 at 22:00`.
 *
 * @param at,now milliseconds since 1970.
 */
export function momentText(at: number, now: number): string {
  const moment = new Date(at);
  // Swedish writes local dates the ISO way.
  const day = words.days[daysBetween(now, at)] ?? dateText(moment.toLocaleDateString('sv-SE'));
  return words.at(day, clockText(moment));
}

/** By the calendar here: an hour before midnight is another day than an hour after. */
function daysBetween(from: number, to: number): number {
  const midnight = (moment: number): number => new Date(moment).setHours(0, 0, 0, 0);
  // A day on which the clocks change has 23 or 25 hours.
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** When a training that waits begins, as far as anybody knows: `starts today at 22:00 if the program is running`. */
export function startText(
  { notBefore }: Pick<QueueEntry, 'notBefore'>,
  planned: PlannedTime | undefined,
  { held, now }: { readonly held: boolean; readonly now: number },
): string {
  const at = notBefore === null ? undefined : Date.parse(notBefore);
  if (held) return at === undefined ? words.heldTurn : words.wasToStart(momentText(at, now));
  if (at !== undefined && at > now && (planned?.start ?? at) <= at)
    return words.startsAt(momentText(at, now));
  return planned?.start === undefined
    ? words.startsInTurn
    : words.startsAbout(clockText(new Date(planned.start)));
}
