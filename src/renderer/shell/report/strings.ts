export const reportStrings = {
  label: 'Report',
  text: 'Report:',
  beach: 'What the beach carries:',
  table: 'CSV…',
  tableLabel: 'Save what the beach carries as CSV',
  kinds: { pdf: 'PDF…', html: 'HTML…' },
  kindsLabel: { pdf: 'Save the report as PDF', html: 'Save the report as HTML' },
  saved: (path: string): string => `The report was written to ${path}.`,
} as const;
