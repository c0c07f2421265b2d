import type { Tray } from '#shared/domain/tray.ts';

/** What is done with a tray, in this order; each can be gone to at any time. */
export const steps = ['scale', 'region', 'find', 'review', 'measure', 'table'] as const;
export type Step = (typeof steps)[number];

/** `done`: as it should be; `open`: something is missing; `optional`: nothing has to be done. */
export type StepState = 'done' | 'open' | 'optional';

/** How far a tray is in a step. */
export function stateOf(step: Step, { scale, region, counts, reviewed }: Tray): StepState {
  const { proposed, accepted, rejected } = counts;
  switch (step) {
    case 'scale':
      return scale === null ? 'open' : 'done';
    case 'region':
      return region === null ? 'optional' : 'done';
    case 'find':
      return proposed + accepted + rejected === 0 ? 'open' : 'done';
    case 'review':
      return reviewed === null ? 'open' : 'done';
    case 'measure':
    case 'table':
      return accepted > 0 && scale !== null && reviewed !== null ? 'done' : 'open';
  }
}

/** Where to begin with a tray: the first step that misses something. */
export function firstOpen(tray: Tray): Step {
  return steps.find((step) => stateOf(step, tray) === 'open') ?? 'table';
}
