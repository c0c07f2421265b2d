import { numberText } from '#shared/written.ts';
import { plural } from '../../lib/plural.ts';

export const queueStrings = {
  title: 'Queue',
  held: 'Held: nothing further begins.',
  hold: 'Hold the queue',
  goOn: 'Go on',
  left: (waiting: number, brokenOff: number): string => {
    const parts = [
      waiting === 0 ? undefined : `${plural(waiting, 'training')} ${waiting === 1 ? 'waits' : 'wait'}`,
      brokenOff === 0 ? undefined : `${numberText(brokenOff)} broke off when the program ended`,
    ];
    return `${parts.filter((part) => part !== undefined).join(', ')}.`;
  },
  up: (name: string): string => `Earlier: ${name}`,
  down: (name: string): string => `Later: ${name}`,
  remove: (name: string): string => `Take out of the queue: ${name}`,
  removed: (name: string): string => `${name} was taken out of the queue.`,
  putBack: 'Put it back',
  /** Shown by the system as what keeps it awake. */
  awakeReason: 'training',
  about: (start: string, end: string): string => `about ${start} to ${end}`,
  days: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' } as Readonly<Record<number, string | undefined>>,
  at: (day: string, time: string): string => `${day} at ${time}`,
  startsAt: (when: string): string => `starts ${when} if the program is running`,
  startsAbout: (time: string): string => `starts about ${time}`,
  startsInTurn: 'starts when it is its turn',
  wasToStart: (when: string): string => `was to start ${when}`,
  heldTurn: 'waits until the queue goes on',
  filed: (name: string, place: number, of: number, starts: string): string =>
    `“${name}” is in the queue, ${numberText(place)} of ${numberText(of)}; it ${starts}.`,
  takeOut: 'Take it out',
  heldSince: (name: string, when: string): string =>
    `“${name}” was to start ${when}. The program was started again since, so the queue is held: let it go on, and that time holds.`,
  missed: (name: string, when: string): string =>
    `“${name}” was to start ${when}, when the program was not running. Let the queue go on, and it starts now.`,
  hint: 'Alt with the arrows moves a waiting training, Del takes it out; or drag it.',
} as const;
