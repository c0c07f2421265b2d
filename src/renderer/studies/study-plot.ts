import type { StudyPlotData } from '#shared/plots/study-points.ts';
import type { Study } from '#shared/studies/study.ts';
import type { PlotTable } from '../lib/plot-files.ts';

/** The marks of a study's plot as numbers: means with their intervals, single runs, and the fitted curve. */
export function studyTable({ vary }: Pick<Study, 'vary'>, { means, runs, curve }: StudyPlotData): PlotTable {
  return {
    columns: [vary, 'of', 'accuracy_percent', 'ci95_low', 'ci95_high'],
    rows: [
      ...means.map(({ x, of, accuracy, low, high }) => [x, `${of} mean`, accuracy, low, high]),
      ...runs.map(({ x, accuracy }) => [x, 'network run', accuracy, null, null]),
      ...curve.map(({ x, accuracy }) => [x, 'fit', accuracy, null, null]),
    ],
  };
}
