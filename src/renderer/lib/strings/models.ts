export const modelsStrings = {
  caption: 'Models by test accuracy by sample',
  name: 'Model',
  accuracy: 'Test accuracy by sample, 95 % interval',
  classes: 'Classes',
  made: 'Made',
  untested: 'not tested',
  showRun: 'Show run',
  showRunOf: (name: string): string => `Show the run of ${name}`,
  emptyTitle: 'Models come out of training runs',
  emptyText: 'They are listed here by how well they did on samples that they never saw.',
  toTrain: 'Go to training',
  axis: 'The bar spans the 95 % interval on a scale from 0 to 100 %.',
} as const;
