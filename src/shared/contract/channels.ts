/**
 * Names of the channels between preload and main; everything else is named inside their messages. `chosen` is the
 * preload's own: it says which files the person dropped or pasted, and the window cannot write to it.
 */
export const channels = {
  request: 'strandline:request',
  event: 'strandline:event',
  chosen: 'strandline:chosen',
} as const;
