import { type Command, Option } from 'commander';
import { takenRecipe } from '#shared/learning/head-setting.ts';
import { recipeDifferences } from '#shared/learning/compare/recipe-diff.ts';
import type { Comparison } from '#shared/contract/topics/figures.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { type Measure, measures } from '#shared/studies/study.ts';
import { type Run, labCommand, onLab } from '../command.ts';
import { integerOption } from '../options.ts';
import { accuracyText } from '#shared/learning/figures/figure-text.ts';

/** The command that sets runs side by side. */
export function addCompareCommand(program: Command, run: Run): void {
  labCommand(
    program,
    'compare',
    'set runs side by side on the test samples that they have in common; the first is what others are compared with',
  )
    .argument('<run>', 'id of a finished run', integerOption)
    .argument(
      '<others...>',
      'ids of further runs',
      (text: string, before: number[]) => [...before, integerOption(text)],
      [],
    )
    .addOption(new Option('--by <unit>', 'what counts once').choices(measures).default('sample'))
    .action(
      onLab(run, async ({ api }, first: number, others: number[], { by }: { by: Measure }) => {
        const comparison = await api.figures.compare({ runs: [first, ...others], by });
        const runs = await Promise.all(comparison.runs.map((one) => api.runs.get({ run: one.run })));
        const recipe = recipeDifferences(runs.flatMap((one) => takenRecipe(one) ?? []));
        return [{ by, ...comparison, recipe }, comparisonText(comparison, runs, by)];
      }),
    );
}

function comparisonText(comparison: Comparison, runs: readonly RunRow[], by: Measure): string {
  const width = Math.max(...runs.map(({ name }) => name.length));
  return [
    ...comparison.pairs.map(({ sentence }) => sentence),
    ...comparison.notes,
    '',
    ...comparison.runs.map(({ run, figures }, index) => {
      const name = (runs[index]?.name ?? '').padEnd(width);
      return `${String(run).padStart(4)}  ${name}  ${accuracyText(figures, `${by}s`)}, macro F1 ${figures.macroF1.toFixed(3)}`;
    }),
    '',
    ...comparison.pairs.map(
      ({ run, agreement: { both, onlyA, onlyB, neither } }) =>
        `Run ${comparison.runs[0]?.run} and run ${run}: ${both} both right, ${onlyA} only the first, ${onlyB} only the second, ${neither} both wrong.`,
    ),
    ...differenceLines(runs),
  ].join('\n');
}

function differenceLines(runs: readonly RunRow[]): string[] {
  const recipe = recipeDifferences(runs.flatMap((one) => takenRecipe(one) ?? []));
  const value = (one: unknown): string => (Array.isArray(one) ? one.join(' ') : String(one));
  return recipe.length === 0
    ? ['The recipes are the same.']
    : recipe.map(({ field, values }) => `${field}: ${values.map(value).join(' | ')}`);
}
