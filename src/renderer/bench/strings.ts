import { benchCameraStrings } from './camera/strings.ts';
import { benchKeepStrings, benchSessionStrings } from './session/strings.ts';
import { emptyStageStrings, regionStrings, whyStrings } from './why/strings.ts';
import { plural } from '../lib/plural.ts';

export const benchStrings = {
  from: 'From',
  sources: { camera: 'Camera', photos: 'Photos', sessions: 'Sessions' },
  cameraPanel: benchCameraStrings,
  keep: benchKeepStrings,
  session: benchSessionStrings,
  model: 'Model',
  usual: (name: string | undefined): string => (name === undefined ? 'none in use' : `in use: ${name}`),
  unsure: 'Unsure',
  unsureText: (name: string, confidence: string): string =>
    `Not sure enough: ${name} is likeliest, at ${confidence}. Ask a person or a spectrometer.`,
  unlikeLive: (farther: string): string =>
    `Unlike anything in training (${farther} the limit): look at it yourself.`,
  unsureLive: 'Not sure enough: ask a person or a spectrometer.',
  unlike: 'Unlike training',
  unlikeText: (times: string, name: string): string =>
    `Unlike anything in training: ${times} as far from the nearest training photo as known fragments are. ${name} would be a guess. Look at it yourself; photos of its kind would teach the model.`,
  photo: 'Photo',
  noModelTitle: 'The bench needs a model',
  noModelText: 'Train one first; it takes minutes with a frozen backbone.',
  noneInUseTitle: 'No model is in use',
  noneInUseText: 'Which model the bench goes by is your decision: put one in use in the Models room.',
  toModels: 'Go to the models',
  overAngles: (angles: number): string => `over ${plural(angles, 'angle')}`,
  why: whyStrings,
  region: regionStrings,
  emptyStage: emptyStageStrings,
  live: {
    stage: 'Live picture. Space takes a photo, Enter keeps the sample.',
    verdict: 'Verdict',
    warning: 'Warning',
    waiting: 'Looking',
    startingWord: 'Starting',
    noCamera: 'No camera',
    noPicture: 'No picture',
    now: 'of the picture as it is now',
    /** @param confidence among the classes that the model knows. */
    sure: (name: string, confidence: string, sureness: string, threshold: string): string =>
      `${name} ${confidence} · sureness ${sureness}, unsure below ${threshold}`,
    /** @param nearness to the nearest training photo: 100 % is a copy, 0 % the limit or beyond. */
    near: (name: string, nearness: string, sureness: string, threshold: string): string =>
      `nearness to training ${nearness} · sureness ${sureness}, unsure below ${threshold} · ${name} would be a guess`,
    starting: 'Starting the camera…',
    again: 'Try again',
    take: 'Take a photo',
    spaceKey: 'Space',
    enterKey: 'Enter',
    angles: 'Angles taken',
    angle: (angle: number): string => `angle ${angle}`,
    place: 'Put a fragment on the stage.',
    settled: 'Another angle would hardly change it.',
    settledKeep: 'Another angle would hardly change it. Enter keeps it.',
    label: 'What you say',
    survey: 'Keep in survey',
    chooseSurvey: 'Choose…',
    noSurvey: 'Choose the survey that the sample belongs to, then keep it.',
    keep: 'Keep as new sample',
    trouble: {
      none: {
        title: 'No camera was found',
        text: 'Plug the microscope in: it starts by itself. Without one, choose Photos above to look at photo files.',
      },
      refused: {
        title: 'The camera may not be used',
        text: 'The system refuses it to this program. Allow it in the privacy settings of the system and try again.',
      },
      'in-use': {
        title: 'Another program has the camera',
        text: 'Close the program that shows its picture, often the microscope’s own, and try again.',
      },
      unplugged: {
        title: 'The camera was unplugged',
        text: 'Angles that were taken are still here. Plug it in again: it goes on by itself.',
      },
      frozen: {
        title: 'The camera sends no pictures',
        text: 'Nothing has come for three seconds. Unplug it, plug it in again and go on; angles that were taken are still here.',
      },
      other: { title: 'The camera does not start', text: 'Unplug it, plug it in again and try again.' },
    },
  },
} as const;
