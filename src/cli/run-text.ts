import { surenessText } from '#shared/learning/prediction/sureness-text.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { chosenText, triedSettingTexts } from '#shared/learning/head-setting-text.ts';
import { accuracyText, validationText } from '#shared/learning/figures/figure-text.ts';
import { placeText } from '#shared/learning/place.ts';
import type { BothEvaluations, TrainingResult } from '#shared/learning/plan.ts';
import { type FileVerdict, type Verdict, verdictWord } from '#shared/learning/prediction/verdict.ts';
import { duration } from './terminal.ts';

/** A run for a person: test figures first, never training accuracy as the headline. */
export function runText(run: RunRow): string {
  const { result, damaged } = run;
  const head = [`Run ${run.id} "${run.name}": ${recipeText(run)}, ${run.state}`, damaged ?? []].flat();
  if (result === null) return [...head, run.error?.message ?? []].flat().join('\n');
  const classes = run.classes.map(({ name }) => name);
  const test =
    result.test === undefined
      ? ['No test: the split has no test side.']
      : figureLines(['Test accuracy by sample: ', 'Test accuracy by photo:  '], result.test, classes);
  const validated = validationText(result);
  const valAcc = validated === undefined ? '' : `, validation accuracy ${validated}`;
  return [
    ...head,
    ...test,
    `Best epoch ${result.best.epoch} of ${result.epochs.length}${valAcc}. Below a sureness of ${(result.threshold * 100).toFixed(0)} % no class is named.`,
    ...(result.sureness ? [`Sureness was set by ${surenessText(result.sureness)}.`] : []),
    ...(result.chosen === undefined
      ? []
      : [
          `Recipe: ${chosenText(result.chosen)}`,
          ...triedSettingTexts(result.chosen).map((line) => `  ${line}`),
        ]),
    timesText(result, run.recipe?.strategy === 'frozen'),
  ].join('\n');
}

/** How long it took, and of what; a head alone is trained on features, whole networks at so many photos a second. */
export function timesText(
  {
    engine,
    device,
    seconds,
    photosPerSecond,
  }: Pick<TrainingResult, 'engine' | 'device' | 'seconds' | 'photosPerSecond'>,
  isHeadAlone: boolean,
): string {
  const speed = `${photosPerSecond.toFixed(1)} photos/s`;
  const parts = isHeadAlone
    ? `features ${duration(seconds.features)} (${speed}), head ${duration(seconds.train)}`
    : `${speed} through all layers`;
  return `${duration(seconds.total)} on ${placeText({ engine, device })}: ${parts}.`;
}

/** What a run is made of, in short. */
export function recipeText({ recipe }: Pick<RunRow, 'recipe'>): string {
  return recipe === null ? 'unknown recipe' : `${recipe.strategy} on ${recipe.backbone}`;
}

/** @param heads what stands before the accuracy by sample and before that by photo. */
export function figureLines(
  heads: readonly [sample: string, photo: string],
  { sample, photo }: BothEvaluations,
  classes: readonly string[],
): string[] {
  return [
    `${heads[0]}${accuracyText(sample, 'samples')}, macro F1 ${sample.macroF1.toFixed(3)}`,
    `${heads[1]}${accuracyText(photo, 'photos')}, macro F1 ${photo.macroF1.toFixed(3)}`,
    'Confusion by sample (rows: truth, columns: prediction):',
    ...confusionLines(sample.confusion, classes),
  ];
}

export function confusionLines(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): string[] {
  const width = Math.max(...classes.map((name) => name.length), 5) + 2;
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell) => String(cell).padStart(width)).join('');
  return [row(['', ...classes]), ...confusion.map((counts, index) => row([classes[index] ?? '', ...counts]))];
}

/** `PLASTIC     93 %  fragment-1.jpg, fragment-2.jpg`; of what is unlike training no confidence; where no class is named it says why, and the likeliest one. */
export function verdictText(verdict: FileVerdict): string {
  const { outcome, class: likeliest, confidence, distance, files } = verdict;
  const why =
    outcome === 'unlike' && distance !== null
      ? `${distance.toFixed(1)} times as far from the training photos as known samples; `
      : '';
  const hint = outcome === 'class' ? '' : ` (${why}likeliest: ${likeliest})`;
  // The confidence of a guess is none.
  const sure = outcome === 'unlike' ? '' : `${(confidence * 100).toFixed(0)} %`;
  return `${verdictWord(verdict).toUpperCase().padEnd(16)}${sure.padStart(5)}${hint}  ${files.join(', ')}`;
}

/** A verdict as a document tells it: in one word too. */
export function worded<T extends Pick<Verdict, 'outcome' | 'class'>>(verdict: T): T & { verdict: string } {
  return { ...verdict, verdict: verdictWord(verdict) };
}
