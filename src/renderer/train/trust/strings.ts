import { plural } from '../../lib/plural.ts';

export const trustStrings = {
  title: 'How far to trust it',
  reliability: 'Is it as often right as it says?',
  reliabilityAxis: 'Confidence',
  accuracyAxis: 'Right',
  perfect: 'as it says',
  before: 'before',
  after: 'after the temperature',
  reliabilityText: (before: string, after: string, photos: number): string =>
    `Calibration error ${after} over ${plural(photos, 'photo')}; ${before} before the temperature.`,
  counts: 'The numbers at the foot count photos; bars are 95 % intervals over samples.',
  coverage: 'How much does it decide, and how well?',
  coverageAxis: 'Decided, the surest first',
  target: (target: string): string => `wanted ${target}`,
  here: (threshold: string): string => `sure from ${threshold}`,
  coverageText: (threshold: string, decided: string, accuracy: string, interval: string): string =>
    `From a sureness of ${threshold} on it decides ${decided} and is right in ${accuracy} (${interval}) of them; the rest is unsure or unlike its training photos.`,
  nothingDecided: (threshold: string): string =>
    `No sample reaches a sureness of ${threshold}: everything is unsure or unlike its training photos.`,
  choose: 'A sure verdict shall be right in',
  chooseTitle:
    'More asked of it means more unsure verdicts. It is chosen on the validation photos; no training is needed.',
  measuredOn: { val: 'On the validation side.', test: 'On the test side.' },
} as const;
