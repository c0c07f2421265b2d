export const jobsStrings = {
  label: 'Jobs',
  open: (title: string): string => `Open: ${title}`,
  cancel: (title: string): string => `Cancel: ${title}`,
  resume: (title: string): string => `Resume: ${title}`,
  dismiss: (title: string): string => `Dismiss: ${title}`,
  states: {
    queued: 'waiting',
    running: 'running',
    cancelling: 'stopping',
    done: 'done',
    cancelled: 'cancelled',
    failed: 'failed',
    interrupted: 'interrupted',
  },
  kinds: {
    import: 'Import',
    'add-photos': 'Photos',
    train: 'Training',
    study: 'Study',
    export: 'Export',
    demo: 'Demo photos',
  },
} as const;
