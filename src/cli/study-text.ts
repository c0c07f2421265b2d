import { percentText } from '#shared/learning/figures/figure-text.ts';
import type { Accuracy, Study, Summary } from '#shared/studies/study.ts';

const barWidth = 40;

/** A study for a person: its sentence first, then every position as a bar with its interval. */
export function studyText(study: Study): string {
  const { study: id, name, state, points, runs, measure, summary, fit, sentence, damaged } = study;
  const width = Math.max(...summary.map(({ x }) => String(x).length), 4);
  const enough =
    fit === null
      ? []
      : [
          `Fit: ${fit.asymptote.toFixed(3)} - ${fit.scale.toFixed(3)} * x^-${fit.exponent.toFixed(2)} (rmse ${fit.rmse.toFixed(3)}); from ${Math.ceil(fit.enough)} on, twice as many add less than 1 %.`,
        ];
  return [
    `Study ${id} "${name}", ${state}, ${points.length} of ${runs} runs`,
    sentence,
    ...(damaged === null || damaged === sentence ? [] : [damaged]),
    '',
    ...summary.map((position) => positionLine(position, width)),
    `(test accuracy by ${measure}, 95 % interval over repeats and samples; "·" is colour, size and texture alone)`,
    ...enough,
  ].join('\n');
}

function positionLine({ x, repeats, network, baseline }: Summary, width: number): string {
  return `${String(x).padStart(width)}  ${bar(network, baseline)}  ${percentText(network.accuracy)} % [${percentText(network.ci95[0])}, ${percentText(network.ci95[1])}]  · ${percentText(baseline.accuracy)} %  (${repeats} x)`;
}

/** `#` up to the accuracy, `-` over its interval, `·` where the baseline is. */
function bar({ accuracy, ci95 }: Accuracy, baseline: Accuracy): string {
  const cell = (share: number): number => Math.min(barWidth - 1, Math.floor(share * barWidth));
  return Array.from({ length: barWidth }, (_, index) => {
    if (index === cell(baseline.accuracy)) return '·';
    if (index >= cell(ci95[0]) && index <= cell(ci95[1])) return index === cell(accuracy) ? '#' : '-';
    return index < cell(accuracy) ? '=' : ' ';
  }).join('');
}
