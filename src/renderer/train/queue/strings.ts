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
  from: (start: string): string => `from about ${start}`,
  notBefore: (time: string): string => `not before ${time}`,
  unknown: 'when it is its turn',
  hint: 'Alt with the arrows moves a waiting training, Del takes it out; or drag it.',
} as const;
