export const labStrings = {
  closeLab: 'Close lab',
  hostGone: (reason: string): string =>
    `The lab's process ended (${reason}) and was started again; everything that was saved is still there.`,
} as const;

export const welcomeStrings = {
  claim: 'A field lab for people who survey beaches for microplastics.',
  demo: 'Open the demo lab',
  demoText: 'Rendered fragments to try everything on: plastic among shell, stone, seed and wood.',
  demoTitle: 'Choose an empty folder for the demo lab',
  start: 'Start my lab',
  startText: 'One folder holds it all: photos, samples, models. Copy it to back it up.',
  name: 'Name of the lab',
  nameHint: 'North Bay 2026',
  classes: 'Classes, with commas between them',
  usualClasses: 'plastic, not-plastic',
  chooseFolder: 'Choose folder…',
  folderTitle: 'Choose an empty folder for the lab',
  noFolder: 'No folder chosen yet',
  create: 'Make the lab',
  open: 'Open a lab folder…',
  openTitle: 'Choose the folder of a lab',
  recent: 'Opened before',
} as const;
