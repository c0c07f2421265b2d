export const whyStrings = {
  title: 'Why',
  ask: 'Why?',
  key: 'H',
  asking: 'Looking closer…',
  close: 'Back to the live picture',
  hide: 'Hide the reasons',
  plainPicture: 'The picture as the network sees it',
  heatLabel: (name: string): string => `The picture with the places that speak for ${name}`,
  noHeat: 'This network is not of the shape that such a map can be drawn for.',
  little: 'speaks little',
  much: (name: string): string => `speaks most for ${name}`,
  neighbours: 'Most alike in training',
  noNeighbours: 'This model remembers no training photos; one that is trained anew does.',
  gone: 'not in the lab now',
  away: (times: string): string => `${times} the limit away`,
  awayText: 'Beyond the limit lies what is unlike anything in training.',
} as const;

export const regionStrings = {
  label: (percent: number): string =>
    `Part of the picture that is judged, ${percent} % of its height. Arrows move it, plus and minus resize it, Home makes it whole.`,
  title: 'Drag it, or its corner; a double click makes it whole',
} as const;

export const emptyStageStrings = {
  letters: 'EMPTY STAGE',
  text: 'As on the empty stage that was shown. Put a fragment on it.',
  learn: 'This is the empty stage',
  learnAgain: 'This is the empty stage now',
  key: 'E',
  learned: 'From now on an empty stage is told as one.',
  learnedOccupied:
    'From now on this picture is told as the empty stage, though something seems to lie on it. If so, take it back.',
  takeBack: 'Take back',
  takeBackKey: 'Shift E',
  tookBack: 'The empty stage is again what it was before.',
  forgotten: 'It is not known any more what the empty stage looks like.',
} as const;
