import { fixedText, numberText } from '#shared/written.ts';
import { accuracyText, shareText } from '#shared/learning/figures/figure-text.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import { mixUps, mostInMatrix } from '#shared/learning/figures/mix-ups.ts';
import type { ClassFigures } from '#shared/learning/figures/per-class.ts';
import type { BothEvaluations, Evaluation, TrainingItem } from '#shared/learning/plan.ts';
import { sides } from '#shared/learning/plan.ts';
import { cellTint } from '#shared/learning/figures/confusion-look.ts';
import type { Page, PageNode } from './page.ts';

/** More mix-ups than this say nothing more. */
const listedMixUps = 20;

/** The two figures that count, with their intervals. */
export function headline(page: Page, { sample, photo }: BothEvaluations): PageNode {
  const figure = (name: string, text: string): PageNode =>
    page.el('div', {}, page.el('span', { class: 'quiet' }, name), page.el('strong', {}, text));
  return page.el(
    'div',
    { class: 'headline' },
    figure('Accuracy by sample', accuracyText(sample, 'samples')),
    figure('Accuracy by photo', accuracyText(photo, 'photos')),
    figure('Macro F1 by sample', fixedText(sample.macroF1, 3)),
  );
}

/** What was taken for what: a matrix, or, of many classes, the largest of its cells beside the diagonal. */
export function confusion(
  page: Page,
  { confusion: matrix }: Evaluation,
  classes: readonly string[],
): PageNode {
  const name = (index: number): string => classes[index] ?? '';
  if (classes.length > mostInMatrix) {
    const found = mixUps(matrix);
    if (found.length === 0) return page.p('Nothing was taken for something else.');
    return page.table(
      ['Truth', 'Taken for', 'How often'],
      found.slice(0, listedMixUps).map(({ truth, predicted, n }) => [name(truth), name(predicted), n]),
    );
  }
  const row = (counts: readonly number[], truth: number): PageNode =>
    page.el(
      'tr',
      {},
      page.el('th', { scope: 'row' }, name(truth)),
      ...counts.map((n, predicted) =>
        page.el(
          'td',
          { style: shade(n, counts, truth === predicted), ...(truth === predicted && { class: 'right' }) },
          numberText(n),
        ),
      ),
    );
  return page.el(
    'table',
    { class: 'matrix' },
    page.el(
      'thead',
      {},
      page.el(
        'tr',
        {},
        page.el('th', {}, 'Truth ↓ Taken for →'),
        ...classes.map((one) => page.el('th', { scope: 'col' }, one)),
      ),
    ),
    page.el('tbody', {}, ...matrix.map(row)),
  );
}

/** The darker, the larger its share of the row; right ones and mistakes in the window's two colours. */
function shade(n: number, row: readonly number[], isRight: boolean): string {
  const tint = cellTint(
    n,
    row.reduce((total, one) => total + one, 0),
  );
  return `background: rgba(${isRight ? '11, 102, 106' : '122, 79, 0'}, ${(0.36 * tint).toFixed(3)})`;
}

/** Precision, recall and F1 of every class, with intervals. */
export function classTable(
  page: Page,
  figures: readonly ClassFigures[],
  classes: readonly string[],
): PageNode {
  return page.table(
    ['Class', 'Samples', 'Precision', 'Recall', 'F1'],
    figures.map(({ support, predicted, precision, recall, f1 }, index) => [
      classes[index] ?? '',
      support,
      estimateText(precision, predicted),
      estimateText(recall, support),
      estimateText(f1),
    ]),
  );
}

/** @param n how many things it is a share of; F1 is of none that could be counted. */
function estimateText(estimate: Estimate | null, n = Infinity): string {
  return estimate === null ? '–' : shareText(estimate.value, estimate.ci95, n);
}

/** How many samples and photos of every class are on which side. */
export function splitTable(
  page: Page,
  items: readonly Pick<TrainingItem, 'sample' | 'side' | 'classIndex'>[],
  classes: readonly string[],
): PageNode {
  const counts = (of: readonly Pick<TrainingItem, 'sample' | 'side'>[]): string[] =>
    sides.map((side) => {
      const members = of.filter((item) => item.side === side);
      const samples = new Set(members.map(({ sample }) => sample)).size;
      return `${numberText(samples)} samples, ${numberText(members.length)} photos`;
    });
  const byClass = Map.groupBy(items, ({ classIndex }) => classIndex);
  return page.table(
    ['Class', 'Training', 'Validation', 'Test'],
    [...classes.map((name, index) => [name, ...counts(byClass.get(index) ?? [])]), ['All', ...counts(items)]],
  );
}

/** `batchSize` -> `batch size`; a recipe's values as they are stored. */
export function recipeFacts(recipe: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(recipe).map(([field, value]) => [
    field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    Array.isArray(value)
      ? value.join(', ')
      : typeof value === 'boolean'
        ? value
          ? 'yes'
          : 'no'
        : String(value),
  ]);
}
