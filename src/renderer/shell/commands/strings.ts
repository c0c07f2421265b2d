export const paletteStrings = {
  label: 'Commands and samples',
  hint: 'A command, or a sample number',
  commands: 'Commands',
  recent: 'Used last',
  samples: 'Samples',
  nothing: 'No command and no sample is like that.',
  everywhere: 'Everywhere',
  notNow: (command: string): string => `“${command}” is not possible here and now.`,
} as const;

export const menuStrings = {
  lab: 'Lab',
  edit: 'Edit',
  go: 'Go',
  catalogue: 'Catalogue',
  view: 'View',
  help: 'Help',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all text',
  resetZoom: 'Actual size',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  togglefullscreen: 'Full screen',
  quit: 'Quit',
} as const;
