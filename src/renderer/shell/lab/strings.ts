export const labStrings = {
  closeLab: 'Close lab',
  readOnly: 'Read only',
  hostGone: (reason: string): string =>
    `The lab's process ended (${reason}) and was started again; everything that was saved is still there.`,
  stopCarrying: 'Stop',
  linkLostShort: 'Link lost; trying again …',
  linkLost: (reason: string): string =>
    `The link to the lab is lost (${reason}). What you have typed stays; the link is taken up again by itself.`,
  linkBack: 'The link to the lab is there again.',
  hostDownTitle: 'The lab is closed',
  hostDown: (reason: string): string =>
    `The part of the program that keeps the lab ended three times within a minute (${reason}). Everything that was saved is still there. Start it again; if it ends once more, start the program anew or look at the lab with “strandline verify”.`,
  restart: 'Start it again',
} as const;

export const welcomeStrings = {
  claim: 'A field lab for people who survey beaches for microplastics.',
  demo: 'Open the demo lab',
  demoText: 'Rendered fragments to try everything on: plastic among shell, stone, seed and wood.',
  demoTitle: 'Choose an empty folder for the demo lab',
  start: 'Start my lab',
  startText: 'One folder holds it all: photos, samples, models.',
  name: 'Name of the lab',
  nameHint: 'North Bay 2026',
  classes: 'Classes, with commas between them',
  usualClasses: 'plastic, not-plastic',
  chooseFolder: 'Choose folder…',
  folderTitle: 'Choose an empty folder for the lab',
  noFolder: 'No folder chosen yet',
  create: 'Make the lab',
  open: 'Open a lab folder…',
  far: 'A lab on another computer',
  farHint: 'ssh://user@computer/folder',
  farOpen: 'Connect',
  reachingLabel: 'A lab on another computer',
  reaching: (host: string): string => `Connecting to ${host} …`,
  reachingLong:
    'A computer that sleeps, or is in another network, does not answer. After 45 seconds it is given up; you may open another lab meanwhile.',
  seconds: (seconds: number): string => `${seconds} s`,
  tryAgain: 'Try again',
  tryAgainTitle: (lab: string): string => `Try again to reach ${lab}`,
  putAway: 'Put away',
  openTitle: 'Choose the folder of a lab',
  recent: 'Opened before',
  gone: 'not there now: moved, or its disk is not connected',
  forget: 'Take off the list',
  forgetTitle: (folder: string): string => `Take ${folder} off the list`,
} as const;
