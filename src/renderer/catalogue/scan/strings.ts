/** Sentences of scanning labels. */
export const labelStrings = {
  scan: 'Scan a label',
  title: 'Scan a label',
  picture: 'What the camera sees',
  hold: 'Hold the label of a jar into the picture, so that its code is as large as a thumb.',
  starting: 'The camera is starting…',
  again: 'Try again',
  camera: 'Camera',
  surveyFirst: 'Save or cancel the survey that is being written first.',
  notOurs: (text: string): string => `This code is not a label of a sample. It says: ${text}`,
  unknown: (number: string, survey: string): string =>
    `This lab has no sample ${number} in a survey “${survey}”. The label may be of another lab, or the survey has another name since.`,
} as const;
