export const plotsStrings = {
  save: 'Save',
  svg: 'SVG',
  csv: 'CSV',
  saveAs: (title: string, format: string): string => `Save “${title}” as ${format}`,
  saved: (file: string): string => `Saved as ${file}.`,
} as const;
