/** Names of the two channels between preload and main; everything else is named inside their messages. */
export const channels = { request: 'strandline:request', event: 'strandline:event' } as const;
