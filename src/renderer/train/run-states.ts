/** Where a run is, and a study. */
export const runStateStrings = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'paused',
} as const;
