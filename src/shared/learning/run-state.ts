/** Where a run is, and a study, which is a series of them. */
export const runStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];
