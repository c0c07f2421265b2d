import { numberText } from '#shared/written.ts';

const nouns = {
  survey: ['survey', 'surveys'],
  site: ['site', 'sites'],
  label: ['label', 'labels'],
  number: ['number', 'numbers'],
  'new photo': ['new photo', 'new photos'],
  'new sample': ['new sample', 'new samples'],
  'more file': ['more file', 'more files'],
  'more thing': ['more thing', 'more things'],
  sample: ['sample', 'samples'],
  'labelled sample': ['labelled sample', 'labelled samples'],
  photo: ['photo', 'photos'],
  tray: ['tray', 'trays'],
  detection: ['detection', 'detections'],
  thing: ['thing', 'things'],
  outline: ['outline', 'outlines'],
  angle: ['angle', 'angles'],
  file: ['file', 'files'],
  epoch: ['epoch', 'epochs'],
  run: ['run', 'runs'],
  training: ['training', 'trainings'],
  point: ['point', 'points'],
  fragment: ['fragment', 'fragments'],
  note: ['note', 'notes'],
  verdict: ['verdict', 'verdicts'],
  session: ['session', 'sessions'],
  disagreement: ['disagreement', 'disagreements'],
  change: ['change', 'changes'],
} as const;

// The nouns are English, whatever the numbers are.
const rules = new Intl.PluralRules('en');

/** `1 sample`, `1,204 samples`. */
export function plural(count: number, noun: keyof typeof nouns): string {
  const [one, many] = nouns[noun];
  return `${numberText(count)} ${rules.select(count) === 'one' ? one : many}`;
}
