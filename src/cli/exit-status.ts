/** Exit statuses that scripts rely on; `work` that was interrupted ends with 143. */
export const exitStatus = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;
