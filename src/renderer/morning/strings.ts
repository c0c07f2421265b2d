export const morningStrings = {
  title: 'While you were away',
  command: 'What ran since you were last here',
  since: (at: string): string => `Since ${at}`,
  ran: 'What ran',
  nothingRan: 'Nothing ended since then.',
  /** `3 ended well, 1 failed, 1 was interrupted.` */
  tally: (done: number, failed: number, interrupted: number): string => {
    const parts = [
      ...(done === 0 ? [] : [`${done} ended well`]),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(interrupted === 0 ? [] : [`${interrupted} ${interrupted === 1 ? 'was' : 'were'} stopped`]),
    ];
    return parts.length === 0 ? '' : `${parts.join(', ')}.`;
  },
  states: {
    done: 'ended well',
    failed: 'failed',
    interrupted: 'interrupted',
    cancelled: 'cancelled',
  } as Readonly<Record<string, string>>,
  took: (at: string, time: string | undefined): string => (time === undefined ? at : `${at}, took ${time}`),
  open: 'Open',
  openOf: (title: string): string => `Open: ${title}`,
  resume: 'Resume now',
  resumeOf: (title: string): string => `Resume now: ${title}`,
  tonight: 'Tonight at 22:00',
  tonightOf: (title: string): string => `Resume tonight at 22:00: ${title}`,
  decide: 'To decide',
  nothingToDecide: 'No model waits for a decision.',
  others: (count: number): string =>
    count === 1 ? 'One more model waits in Models.' : `${count} more models wait in Models.`,
  untested: 'It was tested on nothing.',
  tested: (accuracy: string): string => `Test accuracy by sample ${accuracy}`,
  page: 'Its page',
  pageOf: (name: string): string => `The page of ${name}`,
  useOf: (name: string): string => `Use ${name}`,
  declineOf: (name: string): string => `Keep the one in use, not ${name}`,
} as const;
