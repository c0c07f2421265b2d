import { shareText } from '#shared/learning/figures/figure-text.ts';
import { endedText } from '#shared/studies/sentence.ts';
import type { Accuracy, Study, Summary } from '#shared/studies/study.ts';

const barWidth = 40;

/** A study for a person: its sentence first, then every position as a bar with its interval. */
export function studyText(study: Study): string {
  const { study: id, name, state, measure, summary, sentence, remarks, damaged } = study;
  const width = Math.max(...summary.map(({ x }) => String(x).length), 4);
  const hasBaseline = summary.some(({ baseline }) => baseline !== null);
  return [
    `Study ${id} "${name}", ${state}, ${endedText(study)}`,
    sentence,
    ...(damaged === null || damaged === sentence ? [] : [damaged]),
    '',
    ...summary.map((position) => positionLine(position, measure, width)),
    `(test accuracy by ${measure}, 95 % interval over repeats and samples${hasBaseline ? '; "·" is colour, size and texture alone' : ''})`,
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
  ].join('\n');
}

function positionLine(
  { x, repeats, tested, network, baseline }: Summary,
  measure: Study['measure'],
  width: number,
): string {
  const share = ({ accuracy, ci95 }: Accuracy, by: Study['measure']): string =>
    shareText(accuracy, ci95, by === 'sample' ? tested.samples : tested.photos);
  const byHand = baseline?.[measure];
  const other = measure === 'sample' ? 'photo' : 'sample';
  return [
    `${String(x).padStart(width)}  ${bar(network[measure], byHand)}  ${share(network[measure], measure)}`,
    `by ${other} ${share(network[other], other)}`,
    ...(byHand === undefined ? [] : [`· ${share(byHand, measure)}`]),
    `(${repeats} x)`,
  ].join('  ');
}

/** `#` at the accuracy, `-` over its interval, `·` where the baseline is. */
function bar({ accuracy, ci95 }: Accuracy, baseline: Accuracy | undefined): string {
  const cell = (share: number): number => Math.min(barWidth - 1, Math.floor(share * barWidth));
  return Array.from({ length: barWidth }, (_, index) => {
    if (baseline !== undefined && index === cell(baseline.accuracy)) return '·';
    if (index >= cell(ci95[0]) && index <= cell(ci95[1])) return index === cell(accuracy) ? '#' : '-';
    return index < cell(accuracy) ? '=' : ' ';
  }).join('');
}

/** That a Snakefile was written, and what comes next. */
export function snakefileText({ study, file, runs }: { study: number; file: string; runs: number }): string {
  return [
    `Study ${study} is filed with ${runs} runs to be made. ${file}`,
    `Run "snakemake" in its folder with your site's profile, then "strandline resume-study LAB ${study}": it takes in what has ended and makes the rest.`,
  ].join('\n');
}
